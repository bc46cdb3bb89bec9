package io.kitward.server.fleet;

import io.kitward.server.store.TouchedNodes;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/** How far nodes' leaving is, as stored. Every method runs in the caller's transaction. */
public final class RetirementTable {

  private static final RowMapper<Retirement> ROW =
      (row, _) ->
          new Retirement(
              Retirement.State.of(row.getString("retirement")),
              Optional.ofNullable(row.getTimestamp("retired_at")).map(at -> at.toInstant()),
              row.getString("retired_by"),
              row.getString("retired_why"));

  private RetirementTable() {}

  public static Retirement of(Handle handle, UUID node) {
    return handle
        .createQuery("select * from node where id = :id")
        .bind("id", node)
        .map(ROW)
        .findOne()
        .orElse(Retirement.NONE);
  }

  /** Those of the nodes that are leaving in any way; the others are left out. */
  public static Map<UUID, Retirement> of(Handle handle, Collection<UUID> nodes) {
    Map<UUID, Retirement> found = new HashMap<>();
    handle
        .createQuery("select * from node where id = any(:ids) and retirement <> ''")
        .bindArray("ids", UUID.class, nodes)
        .map((row, context) -> Map.entry(row.getObject("id", UUID.class), ROW.map(row, context)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /** The nodes in that state. */
  public static List<UUID> in(Handle handle, Retirement.State state) {
    return handle
        .createQuery("select id from node where retirement = :state order by id")
        .bind("state", state.text())
        .mapTo(UUID.class)
        .list();
  }

  /** How many the server itself retired since then. */
  public static int byServerSince(Handle handle, Instant since) {
    return handle
        .createQuery(
            "select count(*) from node where retirement = 'gone' and retired_by = :server and retired_at > :since")
        .bind("server", Retirement.SERVER)
        .bind("since", since)
        .mapTo(Integer.class)
        .one();
  }

  /** Says how far a node's leaving is; its next step looks at it anew. */
  public static void set(Handle handle, UUID node, Retirement retirement) {
    handle
        .createUpdate(
            """
            update node set retirement = :state, retired_at = :at, retired_by = :by, retired_why = :why,
              revision = revision + 1 where id = :id
            """)
        .bind("state", retirement.state().text())
        .bind("at", retirement.at().orElse(null))
        .bind("by", retirement.by())
        .bind("why", retirement.why())
        .bind("id", node)
        .execute();
    TouchedNodes.note(handle, node);
  }
}
