package io.kitward.selector.index;

import io.kitward.selector.Condition;

/**
 * How frequent what a condition accepts is among the nodes. Only speed depends on it, never an
 * answer.
 */
@FunctionalInterface
public interface Shares {
  /** Used where nothing is known: a value is rare, everything else frequent. */
  Shares GUESSED =
      condition -> condition instanceof Condition.In in ? 0.01 * in.values().size() : 0.5;

  /** The share of the nodes, 0 to 1, that have a value that the condition accepts. */
  double accepting(Condition condition);
}
