package io.kitward.selector.index;

import io.kitward.selector.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which nodes each selector picked when it was last asked: the state that a recomputation is
 * compared with. For one thread.
 */
public final class Assignments {
  private static final RoaringBitmap NOBODY = new RoaringBitmap();

  private final Map<Integer, RoaringBitmap> nodesByPolicy = new HashMap<>();

  /** The nodes that were picked; not the caller's to change. */
  public RoaringBitmap nodes(int policy) {
    return nodesByPolicy.getOrDefault(policy, NOBODY);
  }

  /**
   * Asks all of these selectors, takes the answers as the new state, and hands over every policy
   * whose nodes changed. Policies that aren't among them are gone: they lose all their nodes.
   */
  public void recompute(
      FleetIndex fleet, Map<Integer, Selector> selectors, BiConsumer<Integer, Change> changed) {
    selectors.forEach((policy, selector) -> edit(fleet, policy, selector, changed));
    for (Integer policy : Set.copyOf(nodesByPolicy.keySet())) {
      if (!selectors.containsKey(policy)) {
        replace(policy, new RoaringBitmap(), changed);
      }
    }
  }

  /** The same for one policy that was added or changed. */
  public void edit(
      FleetIndex fleet, int policy, Selector selector, BiConsumer<Integer, Change> changed) {
    replace(policy, fleet.nodes(selector), changed);
  }

  private void replace(int policy, RoaringBitmap now, BiConsumer<Integer, Change> changed) {
    @Nullable RoaringBitmap before =
        now.isEmpty() ? nodesByPolicy.remove(policy) : nodesByPolicy.put(policy, now);
    RoaringBitmap then = before == null ? NOBODY : before;
    if (!now.equals(then)) {
      changed.accept(
          policy, new Change(RoaringBitmap.andNot(now, then), RoaringBitmap.andNot(then, now)));
    }
  }

  /** The nodes that a policy picks now and didn't before, and the other way round. */
  public record Change(RoaringBitmap gained, RoaringBitmap lost) {}
}
