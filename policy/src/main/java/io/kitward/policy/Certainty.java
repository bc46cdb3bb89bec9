package io.kitward.policy;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.function.Predicate;

/**
 * What a selector says of a node when some attributes are open: they may have further values beside
 * those that are known. {@code YES} and {@code NO} hold whatever those are.
 */
public enum Certainty {
  NO,
  OPEN,
  YES;

  /**
   * Asks an expanded selector, by Kleene's logic.
   *
   * @param known what is known of the node
   * @param open the attributes that may have further values
   */
  public static Certainty of(Selector selector, Subject known, Predicate<Attribute> open) {
    return switch (selector) {
      case Selector.All ignored -> YES;
      case Selector.GroupReference ignored -> OPEN;
      case Selector.Not not -> of(not.term(), known, open).negated();
      case Selector.And and -> {
        Certainty lowest = YES;
        for (Selector term : and.terms()) {
          Certainty certainty = of(term, known, open);
          lowest = certainty.compareTo(lowest) < 0 ? certainty : lowest;
        }
        yield lowest;
      }
      case Selector.Or or -> {
        Certainty highest = NO;
        for (Selector term : or.terms()) {
          Certainty certainty = of(term, known, open);
          highest = certainty.compareTo(highest) > 0 ? certainty : highest;
        }
        yield highest;
      }
      case Condition condition -> {
        boolean accepted =
            known.values(condition.attribute()).stream().anyMatch(condition::accepts);
        yield accepted
            ? (condition.negative() ? NO : YES)
            : open.test(condition.attribute()) ? OPEN : condition.negative() ? YES : NO;
      }
    };
  }

  private Certainty negated() {
    return switch (this) {
      case NO -> YES;
      case OPEN -> OPEN;
      case YES -> NO;
    };
  }
}
