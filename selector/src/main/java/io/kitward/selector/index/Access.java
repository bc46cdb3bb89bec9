package io.kitward.selector.index;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides where a conjunction lies, by what looking for it will cost. */
final class Access {
  /**
   * How many conjunctions of one pair of attributes must be looked at in vain, for an average node,
   * before it pays to look its two values up together (measured, see {@code
   * docs/adr/0011-the-index.md}).
   */
  private static final double WORTH_A_PAIR = 6;

  /** So many pairs of values at most are made for one conjunction. */
  private static final int PAIR_LIMIT = 32;

  private final Shares shares;
  private final Map<Literal, Double> known = new HashMap<>();
  private final Map<Combination, Double> weights = new HashMap<>();

  /** The dimensions of the two rarest things that a conjunction asks for. */
  private record Combination(int lower, int higher) {}

  /** Where a conjunction lies, and what is left to check there. */
  sealed interface Choice {}

  /** With one thing that it asks for. */
  record Single(CodeTest access, List<Literal> rest) implements Choice {}

  /** With two things that it asks for. */
  record Pair(CodeTest first, CodeTest second, List<Literal> rest) implements Choice {}

  /** It asks for nothing to be there. */
  record Exclusion() implements Choice {}

  Access(Shares shares) {
    this.shares = shares;
  }

  /** Counts a conjunction, so that later choices know how many there are of its kind. */
  void expect(Conjunction conjunction) {
    List<Literal> positive = positive(conjunction);
    if (pairable(positive)) {
      weights.merge(combination(positive), share(positive.getFirst()), Double::sum);
    }
  }

  Choice choose(Conjunction conjunction) {
    List<Literal> positive = positive(conjunction);
    if (positive.isEmpty()) {
      return new Exclusion();
    }
    Literal first = positive.getFirst();
    if (pairable(positive) && weights.getOrDefault(combination(positive), 0.0) > WORTH_A_PAIR) {
      Literal second = positive.get(1);
      return new Pair(first.test(), second.test(), without(conjunction, List.of(first, second)));
    }
    return new Single(first.test(), without(conjunction, List.of(first)));
  }

  /** The literals left, the one first that holds most rarely. */
  private List<Literal> without(Conjunction conjunction, List<Literal> taken) {
    return conjunction.literals().stream()
        .filter(literal -> !taken.contains(literal))
        .sorted(Comparator.comparingDouble(this::holding))
        .toList();
  }

  private List<Literal> positive(Conjunction conjunction) {
    return conjunction.literals().stream()
        .filter(literal -> !literal.negative())
        .sorted(Comparator.comparingDouble(this::share))
        .toList();
  }

  private static boolean pairable(List<Literal> positive) {
    if (positive.size() < 2) {
      return false;
    }
    CodeTest first = positive.get(0).test();
    CodeTest second = positive.get(1).test();
    return first.dimension() != second.dimension()
        && first.codes().length * second.codes().length <= PAIR_LIMIT;
  }

  private static Combination combination(List<Literal> positive) {
    int first = positive.get(0).test().dimension();
    int second = positive.get(1).test().dimension();
    return new Combination(Math.min(first, second), Math.max(first, second));
  }

  private double holding(Literal literal) {
    return literal.negative() ? 1 - share(literal) : share(literal);
  }

  /** The share of the nodes in which one of the literal's codes is active. */
  private double share(Literal literal) {
    return known.computeIfAbsent(
        literal, asked -> Math.clamp(shares.accepting(asked.condition()), 0, 1));
  }
}
