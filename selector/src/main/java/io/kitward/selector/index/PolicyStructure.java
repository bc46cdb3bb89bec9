package io.kitward.selector.index;

import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The posting lists and exclusions of the selectors in use, as the one writer has them. Slots and
 * conjunctions only ever join, so that a snapshot may share their arrays up to its own size.
 */
final class PolicyStructure {
  private final Dictionary dictionary = new Dictionary();
  private final Normalization normalization = new Normalization(dictionary);
  private final Pairs pairs = new Pairs(dictionary);
  private final Access access;
  private final Postings postings = new Postings();
  private final Exclusions exclusions = new Exclusions();
  private final Map<Integer, List<Placed>> placed = new HashMap<>();
  private int[] policies = new int[64];
  private int slots;
  private final CheckedConjunctions conjunctions = new CheckedConjunctions();

  /** Where a conjunction lies. */
  private sealed interface Placed {}

  private record Sure(int code, int slot) implements Placed {}

  private record Posted(CodeTest codes, int target) implements Placed {}

  private record Excluded(int number) implements Placed {}

  PolicyStructure(Shares shares, Map<Integer, Selector> selectors) {
    this.access = new Access(shares);
    Map<Integer, List<Conjunction>> apart = HashMap.newHashMap(selectors.size());
    selectors.forEach(
        (policy, selector) -> apart.put(policy, normalization.conjunctions(selector)));
    apart.values().forEach(conjunctions -> conjunctions.forEach(access::expect));
    // What is looked at together lies together.
    apart.entrySet().stream()
        .sorted(Comparator.comparingInt(entry -> firstCode(entry.getValue())))
        .forEach(entry -> place(entry.getKey(), entry.getValue()));
    postings.compact();
  }

  /**
   * A code by which the first of a policy's conjunctions is found; less than any for what is
   * nothing but one exclusion, so that those have slots as they have bits.
   */
  private int firstCode(List<Conjunction> apart) {
    return apart.isEmpty()
        ? Dictionary.ALWAYS
        : switch (access.choose(apart.getFirst())) {
          case Access.Exclusion _ -> apart.size() == 1 ? Dictionary.ALWAYS - 1 : Dictionary.ALWAYS;
          case Access.Single single -> single.access().codes()[0];
          case Access.Pair pair -> pair.first().codes()[0];
        };
  }

  /** How many slots were ever given out. */
  int slots() {
    return slots;
  }

  void add(int policy, Selector selector) {
    List<Conjunction> apart = normalization.conjunctions(selector);
    apart.forEach(access::expect);
    place(policy, apart);
  }

  private void place(int policy, List<Conjunction> apart) {
    int slot = slots++;
    if (slot == policies.length) {
      policies = Arrays.copyOf(policies, 2 * slot);
    }
    policies[slot] = policy;
    List<Placed> places = new ArrayList<>(apart.size());
    for (Conjunction conjunction : apart) {
      places.add(place(slot, conjunction, apart.size() == 1));
    }
    placed.put(policy, places);
  }

  private Placed place(int slot, Conjunction conjunction, boolean alone) {
    return switch (access.choose(conjunction)) {
      case Access.Exclusion _ -> {
        int kind =
            conjunction.rest() != null ? Target.CHECKED : alone ? Target.DIRECT : Target.ONCE;
        List<CodeTest> tests = conjunction.literals().stream().map(Literal::test).toList();
        yield new Excluded(exclusions.add(tests, target(kind, slot, List.of(), conjunction)));
      }
      case Access.Single single -> post(slot, conjunction, alone, single.access(), single.rest());
      case Access.Pair pair -> {
        int[] codes = pairs.codes(pair.first(), pair.second());
        yield post(slot, conjunction, alone, new CodeTest(0, codes, false), pair.rest());
      }
    };
  }

  private Placed post(
      int slot, Conjunction conjunction, boolean alone, CodeTest by, List<Literal> left) {
    Check check = Check.of(left);
    boolean decides = conjunction.rest() == null && check.exact();
    // Several codes of one set may be active at once: then the place is reached more than once.
    boolean once = alone && by.codes().length == 1;
    if (decides && once && left.isEmpty()) {
      int code = by.codes()[0];
      postings.addSure(code, slot);
      return new Sure(code, slot);
    }
    int kind = !decides ? Target.CHECKED : once ? Target.DIRECT : Target.ONCE;
    int target = target(kind, slot, left, conjunction);
    for (int code : by.codes()) {
      postings.addChecked(code, check.number(), target);
    }
    return new Posted(by, target);
  }

  private int target(int kind, int slot, List<Literal> left, Conjunction conjunction) {
    if (kind != Target.CHECKED) {
      return Target.of(kind, slot);
    }
    return Target.of(kind, conjunctions.add(slot, left, conjunction.rest()));
  }

  void remove(int policy) {
    for (Placed place : Objects.requireNonNull(placed.remove(policy))) {
      switch (place) {
        case Excluded(int number) -> exclusions.remove(number);
        case Sure(int code, int slot) -> postings.removeSure(code, slot);
        case Posted(CodeTest by, int target) -> {
          for (int code : by.codes()) {
            postings.removeChecked(code, target);
          }
        }
      }
    }
  }

  /** All of it as it is now. */
  CodedPolicySnapshot publish() {
    return new CodedPolicySnapshot(
        placed.size(),
        slots,
        dictionary,
        pairs,
        postings.publish(),
        exclusions.publish(),
        policies,
        conjunctions.publish());
  }
}
