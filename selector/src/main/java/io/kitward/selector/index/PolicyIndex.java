package io.kitward.selector.index;

import io.kitward.selector.Selector;
import java.util.Map;
import java.util.Set;

/**
 * The selectors in use by number, asked which of them pick a node.
 *
 * <p>One writer at a time; any thread may take the {@link #snapshot()} and make matchers of it. A
 * change is either in a snapshot as a whole or not at all.
 */
public interface PolicyIndex {

  /**
   * Puts these selectors, in place of those of the same numbers, and takes the others away; a
   * number that is in both is put. Numbers that aren't there are not missed.
   *
   * @throws IllegalArgumentException when a selector still refers to a group or a number is
   *     negative; nothing is changed then
   */
  void change(Map<Integer, Selector> put, Set<Integer> removed);

  /** Puts one selector. */
  default void put(int policy, Selector selector) {
    change(Map.of(policy, selector), Set.of());
  }

  /** Takes one selector away. */
  default void remove(int policy) {
    change(Map.of(), Set.of(policy));
  }

  /** The selectors as they are now; later changes never show in it. */
  PolicySnapshot snapshot();
}
