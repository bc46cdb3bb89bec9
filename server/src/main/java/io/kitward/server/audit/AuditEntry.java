package io.kitward.server.audit;

import java.time.Instant;
import java.util.Map;

/**
 * One line of the audit trail.
 *
 * @param principal who, for instance {@code token/admin} or {@code node/db1.lab}
 * @param door {@code people}, {@code node} or {@code server}
 * @param action the word of the access check, for instance {@code tags.write}
 * @param object what it was about, for instance {@code node/db1.lab/tags/node}
 * @param outcome {@code done} or {@code denied}
 */
public record AuditEntry(
    Instant at,
    String principal,
    String door,
    String action,
    String object,
    String outcome,
    Map<String, String> detail) {}
