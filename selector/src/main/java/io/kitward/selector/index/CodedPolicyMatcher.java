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

  /** Where in a posting list the check was passed. */
  private int[] passed = new int[64];

  /** The exclusions that are left. */
  private long[] remaining = {};

  CodedPolicyMatcher(CodedPolicySnapshot snapshot) {
    this.snapshot = snapshot;
    this.reader = new SubjectReader(snapshot, active);
  }

  @Override
  public int match(Subject subject) {
    reader.read(subject);
    begin();
    addPairs();
    CodeLists.Snapshot<PostingList> postings = snapshot.postings;
    for (int i = 0; i < active.count(); i++) {
      PostingList list = postings.get(active.code(i));
      if (list != null) {
        look(list, subject);
      }
    }
    exclude(subject);
    return count;
  }

  /** Makes the codes active that stand for two of the node's codes. */
  private void addPairs() {
    int[][] partners = snapshot.partners;
    for (int i = 0; i < active.dimensions(); i++) {
      int lower = active.dimension(i);
      if (lower < partners.length) {
        for (int higher : partners[lower]) {
          addPairs(active.range(lower), active.range(higher));
        }
      }
    }
  }

  private void addPairs(long lower, long higher) {
    for (int i = (int) (lower >>> 32); i < (int) lower; i++) {
      for (int j = (int) (higher >>> 32); j < (int) higher; j++) {
        int code = snapshot.pairs.find(active.code(i), active.code(j));
        if (code != PairTable.NONE && code < snapshot.codes) {
          active.add(code);
        }
      }
    }
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

  /** Notes first what passes its check, without a branch, which nobody could foretell. */
  private void look(PostingList list, Subject subject) {
    int size = list.size;
    if (passed.length < size) {
      passed = new int[size + size / 4];
    }
    int[] into = passed;
    int[] checks = list.checks;
    int[] targets = list.targets;
    long[] bits = active.bits();
    int passing = 0;
    for (int i = 0; i < size; i++) {
      int check = checks[i];
      into[passing] = i;
      passing += (int) (bits[check >>> 7] >>> (check >>> 1) ^ check) & 1;
    }
    for (int i = 0; i < passing; i++) {
      reach(targets[into[i]], subject);
    }
  }

  /** Everything that no code of the node rules out. */
  private void exclude(Subject subject) {
    Exclusions.Snapshot exclusions = snapshot.exclusions;
    int words = exclusions.alive.length;
    if (words == 0) {
      return;
    }
    long[] left = copied(exclusions.alive);
    for (int i = 0; i < active.count(); i++) {
      Exclusions.RuledOut ruledOut = exclusions.ruledOut.get(active.code(i));
      if (ruledOut != null) {
        for (int j = 0; j < ruledOut.size; j++) {
          if (ruledOut.words[j] < words) {
            left[ruledOut.words[j]] &= ~ruledOut.bits[j];
          }
        }
      }
    }
    for (int word = 0; word < words; word++) {
      long direct = left[word] & exclusions.direct[word];
      report(exclusions.targets, word << 6, direct);
      for (long rest = left[word] ^ direct; rest != 0; rest &= rest - 1) {
        reach(exclusions.targets[(word << 6) + Long.numberOfTrailingZeros(rest)], subject);
      }
    }
  }

  private long[] copied(long[] alive) {
    if (remaining.length < alive.length) {
      remaining = new long[alive.length + alive.length / 4];
    }
    System.arraycopy(alive, 0, remaining, 0, alive.length);
    return remaining;
  }

  private void reach(int target, Subject subject) {
    int number = Target.number(target);
    switch (Target.kind(target)) {
      case Target.DIRECT -> report(number);
      case Target.ONCE -> reportOnce(number);
      default -> {
        CheckedConjunctions.Snapshot checked = snapshot.conjunctions;
        if (checked.testsHold(number, active)) {
          int slot = checked.slot(number);
          if (!isMet(slot) && checked.restHolds(number, subject)) {
            reportOnce(slot);
          }
        }
      }
    }
  }

  private boolean isMet(int slot) {
    return slot < met.length && met[slot] == node;
  }

  private void reportOnce(int slot) {
    if (slot >= met.length) {
      met = Arrays.copyOf(met, snapshot.slots);
    }
    if (met[slot] != node) {
      met[slot] = node;
      report(slot);
    }
  }

  private void report(int slot) {
    if (count == found.length) {
      found = Arrays.copyOf(found, 2 * count);
    }
    found[count++] = slot;
  }

  /** Reports the slots of all these bits, whose targets are direct ones. */
  private void report(int[] targets, int offset, long bits) {
    int at = count;
    int[] into = found;
    if (at + Long.SIZE > into.length) {
      into = Arrays.copyOf(into, 2 * into.length + Long.SIZE);
      found = into;
    }
    while (bits != 0) {
      into[at++] = Target.number(targets[offset + Long.numberOfTrailingZeros(bits)]);
      bits &= bits - 1;
    }
    count = at;
  }
}
