package io.kitward.server.desired;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/**
 * The rows of nodes that a plan left as they were: each follows the documents of an earlier
 * revision. Every method runs in the caller's transaction.
 */
public final class NodePins {

  /** A node that was left, by which plan and since when. */
  public record Pin(long revision, long plan, Instant since) {}

  private NodePins() {}

  /** The revision that each such node follows. */
  public static Map<UUID, Long> all(Handle handle) {
    Map<UUID, Long> pins = new HashMap<>();
    handle
        .createQuery("select node_id, document_revision from node_pin")
        .map(
            (row, _) ->
                Map.entry(row.getObject("node_id", UUID.class), row.getLong("document_revision")))
        .forEach(entry -> pins.put(entry.getKey(), entry.getValue()));
    return pins;
  }

  /** The revision that each of these nodes follows; those that follow the newest are left out. */
  public static Map<UUID, Long> of(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Long> pins = new HashMap<>();
    handle
        .createQuery("select node_id, document_revision from node_pin where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes)
        .map(
            (row, _) ->
                Map.entry(row.getObject("node_id", UUID.class), row.getLong("document_revision")))
        .forEach(entry -> pins.put(entry.getKey(), entry.getValue()));
    return pins;
  }

  /** Which plan left each of these nodes; those that follow the newest documents are left out. */
  public static Map<UUID, Long> plans(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Long> plans = new HashMap<>();
    handle
        .createQuery("select node_id, plan_id from node_pin where node_id = any(:nodes)")
        .bindArray("nodes", UUID.class, nodes)
        .map((row, _) -> Map.entry(row.getObject("node_id", UUID.class), row.getLong("plan_id")))
        .forEach(entry -> plans.put(entry.getKey(), entry.getValue()));
    return plans;
  }

  public static Optional<Pin> of(Handle handle, UUID node) {
    return handle
        .createQuery("select * from node_pin where node_id = :node")
        .bind("node", node)
        .map(
            (row, _) ->
                new Pin(
                    row.getLong("document_revision"),
                    row.getLong("plan_id"),
                    row.getTimestamp("since").toInstant()))
        .findOne();
  }

  /** Leaves nodes where they are; one that was left before stays where it was then. */
  public static void put(
      Handle handle, List<String> certnames, long revision, long plan, Instant now) {
    handle
        .createUpdate(
            """
            insert into node_pin (node_id, document_revision, plan_id, since)
            select id, :revision, :plan, :now from node where certname = any(:names)
            on conflict (node_id) do update set plan_id = excluded.plan_id
            """)
        .bind("revision", revision)
        .bind("plan", plan)
        .bind("now", now)
        .bindArray("names", String.class, certnames)
        .execute();
  }

  /** Lets every node follow the newest documents again, but these. */
  public static void keepOnly(Handle handle, List<String> certnames) {
    handle
        .createUpdate(
            """
            delete from node_pin p using node n
            where n.id = p.node_id and not n.certname = any(:names)
            """)
        .bindArray("names", String.class, certnames)
        .execute();
  }
}
