package io.kitward.selector.index;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides where a conjunction lies: with the rarest thing that it asks for, or in a block. */
final class Access {
  /**
   * From this share of the nodes on, asking 64 at a time is cheaper than looking at one whenever
   * its code is active (measured, see {@code docs/adr/0011-the-index.md}).
   */
  private static final double FREQUENT = 1 / 32.0;

  private final Shares shares;
  private final Map<Literal, Double> known = new HashMap<>();

  /** Where a conjunction lies. */
  sealed interface Choice {}

  /** In a block. */
  record Block() implements Choice {}

  /**
   * In the posting lists of what one literal asks for.
   *
   * @param checkCode one more code to look at, {@link Dictionary#ALWAYS} if there is none
   * @param decides whether nothing more has to be checked
   */
  record Posting(CodeTest access, int checkCode, boolean checkNegated, boolean decides)
      implements Choice {}

  Access(Shares shares) {
    this.shares = shares;
  }

  Choice choose(Conjunction conjunction) {
    Optional<Literal> rarest =
        conjunction.literals().stream()
            .filter(literal -> !literal.negative())
            .min(Comparator.comparingDouble(this::share));
    if (rarest.isEmpty() || share(rarest.get()) > FREQUENT) {
      return new Block();
    }
    Literal access = rarest.get();
    List<Literal> others =
        conjunction.literals().stream().filter(literal -> !literal.equals(access)).toList();
    Optional<Literal> check =
        others.stream()
            .filter(literal -> literal.test().codes().length == 1)
            .min(Comparator.comparingDouble(this::holding));
    // Two values of one set may be active at once: then the conjunction is met twice.
    boolean decides =
        access.test().codes().length == 1
            && others.size() == (check.isPresent() ? 1 : 0)
            && conjunction.rest() == null;
    return new Posting(
        access.test(),
        check.map(literal -> literal.test().codes()[0]).orElse(Dictionary.ALWAYS),
        check.map(Literal::negative).orElse(false),
        decides);
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
