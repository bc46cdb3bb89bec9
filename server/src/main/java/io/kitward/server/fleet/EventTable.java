package io.kitward.server.fleet;

import io.kitward.protocol.NodeEvent;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * The rows of what happened, from the server and from the nodes' own journals. Every method runs in
 * the caller's transaction.
 */
public final class EventTable {

  /**
   * One thing that happened.
   *
   * @param at by the clock of whoever saw it: the node's for a node's own event
   * @param certname empty when it is about no node
   * @param service empty when it is about no service
   */
  public record Row(
      long id,
      Instant at,
      String certname,
      String service,
      String kind,
      String message,
      long generation,
      boolean fromNode) {}

  private static final RowMapper<Row> ROW =
      (row, _) ->
          new Row(
              row.getLong("id"),
              row.getTimestamp("at").toInstant(),
              row.getString("certname") == null ? "" : row.getString("certname"),
              row.getString("service"),
              row.getString("kind"),
              row.getString("message"),
              row.getLong("generation"),
              row.getString("agent") != null);

  private static final String SELECT =
      "select e.*, n.certname from event e left join node n on n.id = e.node_id ";

  private EventTable() {}

  /**
   * Something that the server saw at a node.
   *
   * @param service empty when it is about no service
   */
  public record Seen(
      Instant at, UUID node, String service, String kind, String message, long generation) {}

  /** Adds what the server saw, in this order. */
  public static void add(Handle handle, List<Seen> events) {
    if (events.isEmpty()) {
      return;
    }
    var batch =
        handle.prepareBatch(
            """
            insert into event (at, recorded_at, node_id, service, kind, message, generation)
            values (:at, clock_timestamp(), :node, :service, :kind, :message, :generation)
            """);
    for (Seen event : events) {
      batch
          .bind("at", event.at())
          .bind("node", event.node())
          .bind("service", event.service())
          .bind("kind", event.kind())
          .bind("message", event.message())
          .bind("generation", event.generation())
          .add();
    }
    batch.execute();
  }

  /** Adds something that concerns no single node. */
  public static void addForFleet(Handle handle, Instant at, String kind, String message) {
    handle
        .createUpdate(
            """
            insert into event (at, recorded_at, service, kind, message)
            values (:at, clock_timestamp(), '', :kind, :message)
            """)
        .bind("at", at)
        .bind("kind", kind)
        .bind("message", message)
        .execute();
  }

  /**
   * Adds events of a node's journal, in its order; one that is there already is left out. A journal
   * is sent in its order, so those up to the highest number that was kept are there.
   */
  public static void add(Handle handle, UUID node, UUID agent, List<NodeEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    long kept = mark(handle, agent);
    var batch =
        handle.prepareBatch(
            """
            insert into event (at, recorded_at, node_id, service, kind, message, generation, agent, sequence)
            values (:at, clock_timestamp(), :node, :service, :kind, :message, :generation, :agent, :sequence)
            """);
    for (NodeEvent event : events) {
      if (event.sequence() <= kept) {
        continue;
      }
      kept = event.sequence();
      batch
          .bind("at", event.at())
          .bind("node", node)
          .bind("service", event.service())
          .bind("kind", event.kind().name().toLowerCase(Locale.ROOT))
          .bind("message", event.message())
          .bind("generation", event.generation())
          .bind("agent", agent)
          .bind("sequence", event.sequence())
          .add();
    }
    if (batch.size() > 0) {
      batch.execute();
      handle
          .createUpdate("update event_mark set sequence = :kept where agent = :agent")
          .bind("kept", kept)
          .bind("agent", agent)
          .execute();
    }
  }

  /** The highest number of an agent's journal that was kept, locked until the transaction ends. */
  private static long mark(Handle handle, UUID agent) {
    handle
        .createUpdate(
            "insert into event_mark (agent, sequence) values (:agent, 0) on conflict do nothing")
        .bind("agent", agent)
        .execute();
    return handle
        .createQuery("select sequence from event_mark where agent = :agent for update")
        .bind("agent", agent)
        .mapTo(Long.class)
        .one();
  }

  private static final String NARROWED =
      """
      (cast(:node as text) is null or n.certname = :node) and (cast(:service as text) is null or e.service = :service)
      """;

  /**
   * Events after a place, oldest first; a node (by certname) or service that is null does not
   * narrow.
   */
  public static List<Row> after(
      Handle handle, @Nullable String node, @Nullable String service, long id, int limit) {
    return handle
        .createQuery(SELECT + "where e.id > :id and " + NARROWED + "order by e.id limit :limit")
        .bind("id", id)
        .bind("node", node)
        .bind("service", service)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  /**
   * Events before a place, newest first; a node (by certname) or service that is null does not
   * narrow.
   */
  public static List<Row> before(
      Handle handle, @Nullable String node, @Nullable String service, long id, int limit) {
    return handle
        .createQuery(
            SELECT + "where e.id < :id and " + NARROWED + "order by e.id desc limit :limit")
        .bind("id", id)
        .bind("node", node)
        .bind("service", service)
        .bind("limit", limit)
        .map(ROW)
        .list();
  }

  /** The newest place; 0 when nothing happened yet. */
  public static long newest(Handle handle) {
    return handle.createQuery("select coalesce(max(id), 0) from event").mapTo(Long.class).one();
  }
}
