package io.kitward.selector.index;

import io.kitward.selector.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The policy index whose cost follows what matches and not how many selectors there are.
 *
 * <p>Every selector becomes conjunctions of codes ({@link Normalization}). One that asks for
 * something rare lies in the posting list of that code and is looked at only when a node has it;
 * all others lie in {@link Blocks}, 64 asked at a time. What a change costs follows the size of the
 * changed selectors; taking much away makes the whole anew now and then, so that no trace of it
 * stays.
 */
public final class CodedPolicyIndex implements PolicyIndex {
  /** So many slots may lie idle before all is made anew, beside as many as are in use. */
  private static final int IDLE_SLOTS = 1_024;

  private final Map<Integer, Selector> selectors = new HashMap<>();
  private Shares shares;
  private PolicyStructure structure;
  private volatile CodedPolicySnapshot snapshot;

  /** An empty index that places selectors by how frequent their conditions are among the nodes. */
  public CodedPolicyIndex(Shares shares) {
    this.shares = shares;
    this.structure = new PolicyStructure(shares);
    this.snapshot = structure.publish();
  }

  @Override
  public void change(Map<Integer, Selector> put, Set<Integer> removed) {
    put.forEach(Requirements::checkSelector);
    for (Integer policy : removed) {
      if (!put.containsKey(policy) && selectors.remove(policy) != null) {
        structure.remove(policy);
      }
    }
    put.forEach(
        (policy, selector) -> {
          Selector before = selectors.put(policy, selector);
          if (before != null && !before.equals(selector)) {
            structure.remove(policy);
          }
          if (!selector.equals(before)) {
            structure.add(policy, selector);
          }
        });
    if (structure.slots() > 2 * selectors.size() + IDLE_SLOTS) {
      reorganise(shares);
    } else {
      snapshot = structure.publish();
    }
  }

  /** Places all selectors anew, by shares as they are now. The answers stay the same. */
  public void reorganise(Shares now) {
    shares = now;
    structure = new PolicyStructure(now);
    selectors.forEach(structure::add);
    snapshot = structure.publish();
  }

  @Override
  public CodedPolicySnapshot snapshot() {
    return snapshot;
  }
}
