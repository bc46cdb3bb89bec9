package io.kitward.selector.index;

import io.kitward.selector.Subject;
import java.util.Arrays;
import java.util.Objects;

/** Asks one snapshot of {@link CodedPolicyIndex}. For one thread; allocates nothing once warm. */
public final class CodedPolicyMatcher implements PolicyMatcher {
  private final CodedPolicySnapshot snapshot;
  private final ActiveCodes active = new ActiveCodes();
  private final SubjectReader reader;
  private int[] found = new int[64];
  private int count;

  /** Per slot the last node that it was found for; only for slots that may be met twice. */
  private int[] met = {};

  private int node;

  CodedPolicyMatcher(CodedPolicySnapshot snapshot) {
    this.snapshot = snapshot;
    this.reader = new SubjectReader(snapshot, active);
  }

  @Override
  public int match(Subject subject) {
    reader.read(subject);
    begin();
    for (int i = 0; i < active.count(); i++) {
      PostingList list = snapshot.postings(active.code(i));
      if (list != null) {
        look(list, subject);
      }
    }
    for (Group group : snapshot.groups) {
      look(group, subject);
    }
    return count;
  }

  @Override
  public int policy(int index) {
    return snapshot.policies[found[Objects.checkIndex(index, count)]];
  }

  /**
   * The codes that are active in this node, sorted: nodes with the same ones look the same to every
   * selector of the snapshot.
   */
  int[] signature(Subject subject) {
    reader.read(subject);
    int[] signature = new int[active.count()];
    for (int i = 0; i < signature.length; i++) {
      signature[i] = active.code(i);
    }
    Arrays.sort(signature);
    return signature;
  }

  private void begin() {
    if (node == Integer.MAX_VALUE) {
      Arrays.fill(met, 0);
      node = 0;
    }
    node++;
    count = 0;
  }

  private void look(PostingList list, Subject subject) {
    long[] entries = list.entries;
    for (int i = 0; i < list.size; i++) {
      long entry = entries[i];
      int check = (int) (entry >>> 32);
      if (active.has(check >>> 1) == ((check & 1) == 0)) {
        reach((int) entry, subject);
      }
    }
  }

  private void look(Group group, Subject subject) {
    Block[] blocks = group.blocks;
    for (long asked = group.summary.holding(active); asked != 0; asked &= asked - 1) {
      int block = Long.numberOfTrailingZeros(asked);
      int[] targets = group.targets[block];
      for (long held = blocks[block].holding(active); held != 0; held &= held - 1) {
        reach(targets[Long.numberOfTrailingZeros(held)], subject);
      }
    }
  }

  private void reach(int target, Subject subject) {
    if (target >= 0) {
      report(target);
    } else {
      CheckedConjunction checked = snapshot.conjunctions[~target];
      if (!isMet(checked.slot()) && checked.conjunction().holds(active, subject)) {
        met[checked.slot()] = node;
        report(checked.slot());
      }
    }
  }

  private boolean isMet(int slot) {
    if (slot >= met.length) {
      met = Arrays.copyOf(met, snapshot.slots);
    }
    return met[slot] == node;
  }

  private void report(int slot) {
    if (count == found.length) {
      found = Arrays.copyOf(found, 2 * count);
    }
    found[count++] = slot;
  }
}
