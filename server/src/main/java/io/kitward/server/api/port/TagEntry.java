package io.kitward.server.api.port;

import java.time.Instant;

/**
 * One tag as one source set it.
 *
 * @param tag {@code key} or {@code key=value}
 * @param trust {@code self-asserted}, {@code vouched} or {@code trusted}
 * @param setBy the principal's name in the audit trail, such as {@code token/admin}
 */
public record TagEntry(String tag, String source, String trust, String setBy, Instant setAt) {}
