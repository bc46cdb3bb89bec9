package io.kitward.server.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * At most so many nodes act at a time; the others wait in the order in which they asked.
 * Thread-safe. Kept in memory: after a restart each node that still acts takes its slot again when
 * it is reconciled.
 */
public final class Slots {

  /** After this time a node that still acts no longer keeps others from acting. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private final int limit;
  private final InstantSource clock;

  /**
   * Nodes that carry out a released state now, with the time since when. Invariant: never more than
   * {@code limit}.
   */
  private final Map<UUID, Instant> acting = new HashMap<>();

  /**
   * Nodes that asked in vain, oldest first. Invariant: disjoint from {@code acting}, and empty
   * while a slot is free.
   */
  private final LinkedHashSet<UUID> waiting = new LinkedHashSet<>();

  /**
   * Makes slots.
   *
   * @param limit how many nodes may act at a time, 1 or more
   */
  public Slots(int limit, InstantSource clock) {
    if (limit < 1) {
      throw new IllegalArgumentException("at least one node must be allowed to act, not " + limit);
    }
    this.limit = limit;
    this.clock = clock;
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
    if (acting.containsKey(node)) {
      return true;
    }
    if (acting.size() >= limit) {
      waiting.add(node);
      return false;
    }
    acting.put(node, clock.instant());
    return true;
  }

  /**
   * A node needs no slot any more, or is away. The node returned, if any, waited longest and has
   * the slot from now on: reconcile it next, so that it uses the slot or gives it back.
   */
  public synchronized Optional<UUID> done(UUID node) {
    boolean freed = acting.remove(node) != null;
    waiting.remove(node);
    if (!freed || waiting.isEmpty()) {
      return Optional.empty();
    }
    UUID next = waiting.removeFirst();
    acting.put(next, clock.instant());
    return Optional.of(next);
  }

  /**
   * Takes the slots of nodes that have acted for longer than {@link #PATIENCE}; they go on, but are
   * no longer waited for. The nodes returned have a slot from now on: reconcile them next.
   */
  public synchronized List<UUID> expire() {
    Instant oldest = clock.instant().minus(PATIENCE);
    return acting.entrySet().stream()
        .filter(entry -> entry.getValue().isBefore(oldest))
        .map(Map.Entry::getKey)
        .toList()
        .stream()
        .flatMap(node -> done(node).stream())
        .toList();
  }

  /** How many nodes act now. */
  public synchronized int acting() {
    return acting.size();
  }
}
