package io.kitward.server.rollout;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * At most so many nodes act at a time; the others wait in the order in which they asked.
 * Thread-safe. Kept in memory: after a restart each node that still acts takes its slot again when
 * it is reconciled.
 */
public final class Slots {

  private final int limit;

  /** Nodes that carry out a released state now. Invariant: never more than {@code limit}. */
  private final Set<UUID> acting = new HashSet<>();

  /** Nodes that asked in vain, oldest first. Invariant: disjoint from {@code acting}. */
  private final LinkedHashSet<UUID> waiting = new LinkedHashSet<>();

  public Slots(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("at least one node must be allowed to act, not " + limit);
    }
    this.limit = limit;
  }

  /** How many nodes may act at a time. */
  public int limit() {
    return limit;
  }

  /**
   * Takes a slot for a node, or keeps the one it has; false when all are taken: the node waits from
   * now on.
   */
  public synchronized boolean take(UUID node) {
    if (acting.contains(node)) {
      return true;
    }
    if (acting.size() >= limit) {
      waiting.add(node);
      return false;
    }
    waiting.remove(node);
    acting.add(node);
    return true;
  }

  /**
   * A node needs no slot any more, or is away. The node returned, if any, waits longest: reconcile
   * it next.
   */
  public synchronized Optional<UUID> done(UUID node) {
    boolean acted = acting.remove(node);
    boolean changed = waiting.remove(node) || acted;
    if (changed && acting.size() < limit && !waiting.isEmpty()) {
      return Optional.of(waiting.getFirst());
    }
    return Optional.empty();
  }

  /** How many nodes act now. */
  public synchronized int acting() {
    return acting.size();
  }
}
