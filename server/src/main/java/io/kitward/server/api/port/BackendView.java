package io.kitward.server.api.port;

import java.time.Instant;

/**
 * A console and how it stands.
 *
 * @param type {@code prometheus} or {@code syslog}
 * @param url where Kitward asks it; empty when it does not
 * @param status {@code ok}, {@code unreachable} or {@code unknown}
 * @param message a sentence about the status; empty when there is nothing to say
 * @param registered instances that are to be known to it
 * @param proven instances whose data it really receives
 */
public record BackendView(
    String name,
    String type,
    String url,
    String status,
    Instant since,
    String message,
    int registered,
    int proven) {}
