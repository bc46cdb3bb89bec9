package io.kitward.selector.index;

import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The posting lists and blocks of the selectors in use, as the one writer has them. Slots and
 * conjunctions only ever join, so that a snapshot may share their arrays up to its own size.
 */
final class PolicyStructure {
  private final Dictionary dictionary = new Dictionary();
  private final Normalization normalization = new Normalization(dictionary);
  private final Access access;
  private final Postings postings = new Postings();
  private final Blocks blocks = new Blocks();
  private final Map<Integer, Stored> stored = new HashMap<>();
  private int[] policies = new int[64];
  private int slots;
  private CheckedConjunction[] conjunctions = new CheckedConjunction[64];
  private int conjunctionCount;

  /** Where the conjunctions of one selector lie. */
  private record Stored(List<Placed> placed) {}

  private sealed interface Placed {}

  private record Posted(CodeTest access, int target) implements Placed {}

  private record Blocked(Clustered item) implements Placed {}

  PolicyStructure(Shares shares) {
    this.access = new Access(shares);
  }

  /** How many slots were ever given out. */
  int slots() {
    return slots;
  }

  void add(int policy, Selector selector) {
    List<Conjunction> apart = normalization.conjunctions(selector);
    int slot = slots++;
    if (slot == policies.length) {
      policies = Arrays.copyOf(policies, 2 * slot);
    }
    policies[slot] = policy;
    List<Placed> placed = new ArrayList<>(apart.size());
    for (Conjunction conjunction : apart) {
      placed.add(place(slot, conjunction, apart.size() > 1));
    }
    stored.put(policy, new Stored(placed));
  }

  private Placed place(int slot, Conjunction conjunction, boolean oneOfSeveral) {
    Access.Choice choice = access.choose(conjunction);
    return switch (choice) {
      case Access.Block _ -> {
        boolean plain = !oneOfSeveral && conjunction.rest() == null;
        int target = plain ? slot : ~number(slot, conjunction);
        Clustered item = Clustered.of(conjunction.tests(), target);
        blocks.add(item);
        yield new Blocked(item);
      }
      case Access.Posting posting -> {
        boolean plain = !oneOfSeveral && posting.decides();
        int target = plain ? slot : ~number(slot, conjunction);
        long entry = PostingList.entry(posting.checkCode(), posting.checkNegated(), target);
        for (int code : posting.access().codes()) {
          postings.add(code, entry);
        }
        yield new Posted(posting.access(), target);
      }
    };
  }

  private int number(int slot, Conjunction conjunction) {
    if (conjunctionCount == conjunctions.length) {
      conjunctions = Arrays.copyOf(conjunctions, 2 * conjunctionCount);
    }
    conjunctions[conjunctionCount] = new CheckedConjunction(slot, conjunction);
    return conjunctionCount++;
  }

  void remove(int policy) {
    for (Placed placed : Objects.requireNonNull(stored.remove(policy)).placed()) {
      switch (placed) {
        case Blocked(Clustered item) -> blocks.remove(item);
        case Posted(CodeTest access, int target) -> {
          for (int code : access.codes()) {
            postings.remove(code, target);
          }
        }
      }
    }
  }

  /** All of it as it is now. */
  CodedPolicySnapshot publish() {
    return new CodedPolicySnapshot(
        stored.size(),
        slots,
        dictionary,
        postings.chunks(),
        blocks.groups(),
        policies,
        conjunctions);
  }
}
