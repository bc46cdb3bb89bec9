package io.kitward.server.api.port;

import java.time.Instant;
import java.util.Map;

/**
 * A line of the audit trail.
 *
 * @param door where it came in: {@code people}, {@code node} or {@code server}
 * @param outcome {@code done} or {@code denied}
 * @param detail the fields in words
 * @param fields what else is known of it, by name
 */
public record AuditView(
    long id,
    Instant at,
    String principal,
    String door,
    String action,
    String target,
    String outcome,
    String detail,
    Map<String, String> fields,
    String requestId) {}
