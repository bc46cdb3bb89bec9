package io.kitward.server.channel;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The place of a session: a node's connector has one, and each of its stock agents another.
 *
 * @param agent a stock agent's {@code instance_uid}; null for the connector
 */
record Seat(DoorParts door, UUID node, @Nullable UUID agent) {

  /**
   * Gives it to a session, if none that began later has it.
   *
   * @return the session that lost it; the given one when a newer has it; null when it was free
   */
  @Nullable Session take(Session session) {
    return agent == null
        ? door.sessions().register(node, session)
        : door.agents().register(node, agent, session);
  }

  boolean heldBy(Session session) {
    return agent == null
        ? door.sessions().isCurrent(node, session)
        : door.agents().isCurrent(node, agent, session);
  }

  /** Gives it up, and the listener is told; says whether the session had it. */
  boolean leave(Session session) {
    if (agent == null) {
      boolean had = door.sessions().remove(node, session);
      if (had) {
        door.listener().disconnected(node);
      }
      return had;
    }
    boolean had = door.agents().remove(node, agent, session);
    if (had) {
      door.listener().agentDisconnected(node, agent);
    }
    return had;
  }
}
