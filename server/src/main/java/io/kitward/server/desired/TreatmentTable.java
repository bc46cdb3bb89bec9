package io.kitward.server.desired;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The rows of what persons decided about how services are looked after. Every method runs in the
 * caller's transaction.
 */
public final class TreatmentTable {

  private record Row(UUID node, String service, Treatment treatment) {}

  private TreatmentTable() {}

  /** What was decided on these nodes; nodes without anything are left out. */
  public static Map<UUID, Treatments> of(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Map<String, Treatment>> found = new HashMap<>();
    handle
        .createQuery("select * from treatment where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes)
        .map(
            (row, _) ->
                new Row(
                    row.getObject("node_id", UUID.class),
                    row.getString("service"),
                    new Treatment(
                        Optional.ofNullable(row.getTimestamp("suspended_until"))
                            .map(at -> at.toInstant()),
                        row.getString("suspended_by"),
                        row.getString("reason"),
                        row.getString("adopted_by"))))
        .forEach(
            row ->
                found
                    .computeIfAbsent(row.node(), _ -> new TreeMap<>())
                    .put(row.service(), row.treatment()));
    Map<UUID, Treatments> treatments = new HashMap<>();
    found.forEach((node, rows) -> treatments.put(node, new Treatments(rows)));
    return treatments;
  }

  /** All suspensions that are open. */
  public static List<Suspension> suspensions(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            select t.node_id, n.certname, t.service, t.suspended_until
            from treatment t join node n on n.id = t.node_id where t.suspended_until > :now
            """)
        .bind("now", now)
        .map((row, _) -> suspension(row))
        .list();
  }

  /**
   * The open suspensions that concern a console: of nodes of which anything is registered there,
   * and of services that are.
   */
  public static List<Suspension> suspensions(Handle handle, String backend, Instant now) {
    return handle
        .createQuery(
            """
            select t.node_id, n.certname, t.service, t.suspended_until
            from treatment t join node n on n.id = t.node_id
            where t.suspended_until > :now and exists (
              select 1 from instance i join registration r on r.instance_id = i.id
              where i.node_id = t.node_id and r.backend = :backend and t.service in ('', i.service))
            """)
        .bind("now", now)
        .bind("backend", backend)
        .map((row, _) -> suspension(row))
        .list();
  }

  private static Suspension suspension(ResultSet row) throws SQLException {
    return new Suspension(
        row.getObject("node_id", UUID.class),
        row.getString("certname"),
        row.getString("service"),
        row.getTimestamp("suspended_until").toInstant());
  }

  /** A person accepted that the node's own configuration of the service is replaced. */
  public static void adopt(Handle handle, UUID node, String service, String by, Instant now) {
    handle
        .createUpdate(
            """
            insert into treatment (node_id, service, adopted_by, adopted_at)
            values (:node, :service, :by, :now)
            on conflict (node_id, service) do update set adopted_by = excluded.adopted_by,
              adopted_at = excluded.adopted_at
            """)
        .bind("node", node)
        .bind("service", service)
        .bind("by", by)
        .bind("now", now)
        .execute();
  }

  /** Nothing is changed for the service, or for all of the node's, until this time. */
  public static void suspend(
      Handle handle, UUID node, String service, Instant until, String by, String reason) {
    handle
        .createUpdate(
            """
            insert into treatment (node_id, service, suspended_until, suspended_by, reason)
            values (:node, :service, :until, :by, :reason)
            on conflict (node_id, service) do update set suspended_until = excluded.suspended_until,
              suspended_by = excluded.suspended_by, reason = excluded.reason
            """)
        .bind("node", node)
        .bind("service", service)
        .bind("until", until)
        .bind("by", by)
        .bind("reason", reason)
        .execute();
  }

  /** What was decided about a service that is gone is void. */
  public static void forget(Handle handle, UUID node, String service) {
    handle
        .createUpdate("delete from treatment where node_id = :node and service = :service")
        .bind("node", node)
        .bind("service", service)
        .execute();
  }

  /** Ends a suspension; whether there was one. */
  public static boolean resume(Handle handle, UUID node, String service) {
    return handle
            .createUpdate(
                """
                update treatment set suspended_until = null, suspended_by = '', reason = ''
                where node_id = :node and (service = :service or :service = '')
                  and suspended_until is not null
                """)
            .bind("node", node)
            .bind("service", service)
            .execute()
        > 0;
  }
}
