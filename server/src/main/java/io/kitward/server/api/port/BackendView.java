package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A console and how it stands.
 *
 * @param type {@code prometheus} or {@code syslog}
 * @param url where Kitward asks it; empty when it does not
 * @param status {@code ok}, {@code unreachable}, {@code unknown} (not asked yet) or {@code
 *     not-asked} (a console that cannot be asked)
 * @param since when the status became what it is; null while it was never asked
 * @param message a sentence about the status; empty when there is nothing to say
 * @param registered instances that are to be known to it
 * @param proven instances whose data it really receives
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackendView(
    String name,
    String type,
    String url,
    String status,
    @Nullable Instant since,
    String message,
    int registered,
    int proven) {}
