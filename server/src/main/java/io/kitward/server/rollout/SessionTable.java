package io.kitward.server.rollout;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * The rows that say which replica holds a node's session: the newest one to be told so, and nobody
 * else, may send to the node. Every method runs in the caller's transaction.
 */
public final class SessionTable {

  private SessionTable() {}

  /** This replica holds the node's session from now on; whoever held it before no longer does. */
  public static void take(Handle handle, UUID node, String replica) {
    handle
        .createUpdate(
            """
            insert into session (node_id, replica, fence) values (:node, :replica, 1)
            on conflict (node_id) do update set replica = excluded.replica, fence = session.fence + 1
            """)
        .bind("node", node)
        .bind("replica", replica)
        .execute();
  }

  /** Those of the nodes whose session this replica holds. */
  public static Set<UUID> held(Handle handle, Collection<UUID> nodes, String replica) {
    return handle
        .createQuery(
            "select node_id from session where node_id = any(:nodes) and replica = :replica")
        .bindArray("nodes", UUID.class, nodes)
        .bind("replica", replica)
        .mapTo(UUID.class)
        .collect(Collectors.toSet());
  }
}
