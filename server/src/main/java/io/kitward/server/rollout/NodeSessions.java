package io.kitward.server.rollout;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What is known of the nodes' sessions in memory: when each was last heard, and which state it
 * carried out. Thread-safe.
 */
public final class NodeSessions {

  private final Map<UUID, Instant> seen = new ConcurrentHashMap<>();
  private final Map<UUID, UUID> agents = new ConcurrentHashMap<>();
  private final Map<UUID, String> settled = new ConcurrentHashMap<>();
  private volatile Consumer<UUID> follower = _ -> {};

  /** Tells of each node whose session opens or closes, on the thread of the session. */
  public void follow(Consumer<UUID> told) {
    follower = told;
  }

  /** Notes a session's agent. */
  public void opened(UUID node, UUID agent, Instant at) {
    agents.put(node, agent);
    settled.remove(node);
    seen.put(node, at);
    follower.accept(node);
  }

  public void closed(UUID node) {
    agents.remove(node);
    settled.remove(node);
    follower.accept(node);
  }

  /** Notes that a node said something. */
  public void seen(UUID node, Instant at) {
    seen.put(node, at);
  }

  /** When a node was last heard since the server started. */
  public Optional<Instant> lastSeen(UUID node) {
    return Optional.ofNullable(seen.get(node));
  }

  /** All nodes that were heard, with the time. */
  public Map<UUID, Instant> lastSeen() {
    return Map.copyOf(seen);
  }

  /** The agent that speaks for a node now. */
  public Optional<UUID> agent(UUID node) {
    return Optional.ofNullable(agents.get(node));
  }

  /** Notes the hash of the state with which a node is done, well or badly; empty while it acts. */
  public void settled(UUID node, String hash) {
    if (agents.containsKey(node)) {
      settled.put(node, hash);
    }
  }

  /** Whether a node is done with the state of this hash. */
  public boolean isSettled(UUID node, String hash) {
    return hash.equals(settled.get(node));
  }
}
