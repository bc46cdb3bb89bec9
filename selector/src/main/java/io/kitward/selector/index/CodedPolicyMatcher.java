package io.kitward.selector.index;

import io.kitward.selector.Subject;
import java.util.Arrays;
import java.util.Objects;

/** Asks one snapshot of {@link CodedPolicyIndex}. For one thread; allocates nothing once warm. */
public final class CodedPolicyMatcher implements PolicyMatcher {
  private final CodedPolicySnapshot snapshot;
  private final ActiveCodes active = new ActiveCodes();
  private final SubjectReader reader;
  private final FoundSlots found = new FoundSlots();

  /** Per slot the last node that it was found for; only for slots that may be met twice. */
  private int[] met = {};

  private int node;

  /** Where among the postings a check was passed. */
  private int[] passed = new int[64];

  private int passing;

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
    for (int i = 0; i < active.count(); i++) {
      lookBy(active.code(i));
    }
    lookByPairs();
    int[] targets = snapshot.postings.targets;
    for (int i = 0; i < passing; i++) {
      reach(targets[passed[i]], subject);
    }
    exclude(subject);
    return found.count();
  }

  @Override
  public int policy(int index) {
    return snapshot.policies[found.get(Objects.checkIndex(index, found.count()))];
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
    found.clear();
    passing = 0;
  }

  /** Looks by the codes that stand for two of the node's codes. */
  private void lookByPairs() {
    int[][] partners = snapshot.partners;
    if (partners.length == 0) {
      return;
    }
    for (int i = 0; i < active.dimensions(); i++) {
      int lower = active.dimension(i);
      if (lower < partners.length) {
        for (int higher : partners[lower]) {
          lookByPairs(active.range(lower), active.range(higher));
        }
      }
    }
  }

  private void lookByPairs(long lower, long higher) {
    for (int i = (int) (lower >>> 32); i < (int) lower; i++) {
      for (int j = (int) (higher >>> 32); j < (int) higher; j++) {
        int code = snapshot.pairs.find(active.code(i), active.code(j));
        if (code != PairTable.NONE) {
          lookBy(code);
        }
      }
    }
  }

  /**
   * Takes what is sure, and notes what passes its check, without a branch, which nobody could
   * foretell.
   */
  private void lookBy(int code) {
    Postings.Snapshot postings = snapshot.postings;
    long sure = postings.sure(code);
    if (sure != 0) {
      found.addAll(postings.slots, Postings.begin(sure), Postings.size(sure));
    }
    long checked = postings.checked(code);
    if (checked != 0) {
      look(postings.checks, Postings.begin(checked), Postings.size(checked));
    }
  }

  private void look(int[] checks, int begin, int size) {
    int at = passing;
    if (passed.length < at + size) {
      passed = Arrays.copyOf(passed, Math.max(2 * passed.length, at + size));
    }
    int[] into = passed;
    int[] words = active.words();
    for (int i = begin; i < begin + size; i++) {
      into[at] = i;
      at += Check.passes(checks[i], words);
    }
    passing = at;
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
        ruledOut.takeFrom(left, words);
      }
    }
    for (int word = 0; word < words; word++) {
      long direct = left[word] & exclusions.direct[word];
      found.addBits(exclusions.bases[word], direct);
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
      case Target.DIRECT -> found.add(number);
      case Target.ONCE -> addOnce(number);
      default -> {
        CheckedConjunctions.Snapshot checked = snapshot.conjunctions;
        if (checked.testsHold(number, active)) {
          int slot = checked.slot(number);
          if (!isMet(slot) && checked.restHolds(number, subject)) {
            addOnce(slot);
          }
        }
      }
    }
  }

  private boolean isMet(int slot) {
    return slot < met.length && met[slot] == node;
  }

  private void addOnce(int slot) {
    if (slot >= met.length) {
      met = Arrays.copyOf(met, snapshot.slots);
    }
    if (met[slot] != node) {
      met[slot] = node;
      found.add(slot);
    }
  }
}
