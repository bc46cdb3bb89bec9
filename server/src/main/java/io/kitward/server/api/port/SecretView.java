package io.kitward.server.api.port;

import java.time.Instant;

/**
 * A version of a secret, without its value.
 *
 * @param reference what documents write in its place, {@code secret:NAME@VERSION}
 */
public record SecretView(
    String name, int version, String reference, Instant createdAt, String createdBy) {}
