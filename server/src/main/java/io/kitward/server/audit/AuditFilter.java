package io.kitward.server.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit trail; null asks for any.
 *
 * @param actor the principal exactly
 * @param object the object exactly, or what is below it
 * @param action the word exactly
 * @param from the first moment
 * @param to the first moment that is too late
 */
public record AuditFilter(
    @Nullable String actor,
    @Nullable String object,
    @Nullable String action,
    @Nullable Instant from,
    @Nullable Instant to) {

  /** Every entry. */
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null);
}
