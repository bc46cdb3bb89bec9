package io.kitward.server.api.port;

import java.time.Instant;

/**
 * A line of the audit trail.
 *
 * @param outcome {@code done} or {@code denied}
 */
public record AuditView(
    long id,
    Instant at,
    String principal,
    String action,
    String target,
    String outcome,
    String detail,
    String requestId) {}
