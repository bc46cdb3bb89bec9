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

  /**
   * Nodes that asked in vain, oldest first. Invariant: disjoint from {@code acting}, and empty
   * while a slot is free.
   */
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
    acting.add(node);
    return true;
  }

  /**
   * A node needs no slot any more, or is away. The node returned, if any, waited longest and has
   * the slot from now on: reconcile it next, so that it uses the slot or gives it back.
   */
  public synchronized Optional<UUID> done(UUID node) {
    boolean freed = acting.remove(node);
    waiting.remove(node);
    if (!freed || waiting.isEmpty()) {
      return Optional.empty();
    }
    UUID next = waiting.removeFirst();
    acting.add(next);
    return Optional.of(next);
  }

  /** How many nodes act now. */
  public synchronized int acting() {
    return acting.size();
  }
}
