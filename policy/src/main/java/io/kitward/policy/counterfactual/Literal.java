package io.kitward.policy.counterfactual;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import java.util.Collection;

/**
 * What one condition asks of an attribute's values: that one of them be accepted, or none.
 *
 * @param some whether a value must be accepted
 */
record Literal(Condition condition, boolean some) {
  /** The condition shall hold, or shall not. */
  static Literal of(Condition condition, boolean holds) {
    return new Literal(condition, holds != condition.negative());
  }

  Attribute attribute() {
    return condition.attribute();
  }

  boolean satisfiedBy(Collection<String> values) {
    return values.stream().anyMatch(condition::accepts) == some;
  }
}
