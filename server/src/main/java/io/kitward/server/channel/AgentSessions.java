package io.kitward.server.channel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions of stock agents: each node may have several, one for each agent. Thread-safe. */
final class AgentSessions {

  /** The inner maps are never changed. */
  private final Map<UUID, Map<UUID, Session>> byNode = new ConcurrentHashMap<>();

  /**
   * Makes a session its agent's one, if none that began later is there.
   *
   * @return the session that lost its place; the given one when a newer is there; null when the
   *     place was free
   */
  @Nullable Session register(UUID node, UUID agent, Session session) {
    var loser = new Session[1];
    byNode.compute(
        node,
        (_, agents) -> {
          var next = agents == null ? new HashMap<UUID, Session>() : new HashMap<>(agents);
          Session there = next.get(agent);
          boolean wins = there == null || there.number() < session.number();
          loser[0] = wins ? there : session;
          if (wins) {
            next.put(agent, session);
          }
          return Map.copyOf(next);
        });
    return loser[0];
  }

  /** Takes a session away; says whether it was its agent's one. */
  boolean remove(UUID node, UUID agent, Session session) {
    var removed = new boolean[1];
    byNode.computeIfPresent(
        node,
        (_, agents) -> {
          var next = new HashMap<>(agents);
          removed[0] = next.remove(agent, session);
          return next.isEmpty() ? null : Map.copyOf(next);
        });
    return removed[0];
  }

  boolean isCurrent(UUID node, UUID agent, Session session) {
    return byNode.getOrDefault(node, Map.of()).get(agent) == session;
  }

  /** The node's agents that have a session. */
  Set<UUID> agents(UUID node) {
    return byNode.getOrDefault(node, Map.of()).keySet();
  }

  /** The open sessions of the node's agents of a type. */
  List<Session> open(UUID node, String type) {
    return byNode.getOrDefault(node, Map.of()).values().stream()
        .filter(session -> !session.ended() && session.type().equals(type))
        .toList();
  }
}
