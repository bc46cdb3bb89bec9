package io.kitward.selector.index;

import io.kitward.selector.Selector;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The policy index whose cost follows what matches and not how many selectors there are.
 *
 * <p>Every selector becomes conjunctions of codes ({@link Normalization}). One that asks for
 * something lies in the posting list of its rarest code, or of two codes together ({@link Access}),
 * and is looked at only when a node has it; all others are {@link Exclusions}. What a change costs
 * follows the size of the changed selectors; after many changes all is made anew, so that no trace
 * of what is gone stays.
 */
public final class CodedPolicyIndex implements PolicyIndex {
  /** So many additions come in any case before all is made anew. */
  private static final int FEW = 512;

  private final Map<Integer, Selector> selectors = new HashMap<>();
  private Shares shares;
  private PolicyStructure structure;
  private int additions;

  /** How many selectors there were when all was last made anew. */
  private int organised;

  private volatile CodedPolicySnapshot snapshot;

  /** An empty index that places selectors by how frequent their conditions are among the nodes. */
  public CodedPolicyIndex(Shares shares) {
    this.shares = shares;
    this.structure = new PolicyStructure(shares, selectors);
    this.snapshot = structure.publish();
  }

  @Override
  public void change(Map<Integer, Selector> put, Set<Integer> removed) {
    put.forEach(Requirements::checkSelector);
    Map<Integer, Selector> added = new HashMap<>(put);
    added.entrySet().removeIf(entry -> entry.getValue().equals(selectors.get(entry.getKey())));
    Set<Integer> gone = new HashSet<>(removed);
    gone.removeAll(put.keySet());
    gone.addAll(added.keySet());
    gone.retainAll(selectors.keySet());
    selectors.keySet().removeAll(gone);
    selectors.putAll(added);
    additions += added.size();
    if (additions > organised + FEW || gone.size() > selectors.size() + FEW) {
      reorganise(shares);
    } else {
      gone.forEach(structure::remove);
      added.forEach(structure::add);
      snapshot = structure.publish();
    }
  }

  /** Places all selectors anew, by shares as they are now. The answers stay the same. */
  public void reorganise(Shares now) {
    shares = now;
    structure = new PolicyStructure(now, selectors);
    additions = 0;
    organised = selectors.size();
    snapshot = structure.publish();
  }

  @Override
  public CodedPolicySnapshot snapshot() {
    return snapshot;
  }
}
