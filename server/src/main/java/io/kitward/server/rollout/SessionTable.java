package io.kitward.server.rollout;

import java.util.UUID;
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

  /** Whether this replica holds the node's session. */
  public static boolean holds(Handle handle, UUID node, String replica) {
    return handle
        .createQuery("select 1 from session where node_id = :node and replica = :replica")
        .bind("node", node)
        .bind("replica", replica)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }
}
