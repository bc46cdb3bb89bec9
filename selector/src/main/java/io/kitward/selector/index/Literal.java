package io.kitward.selector.index;

import io.kitward.selector.Condition;

/**
 * A condition or its negation, in codes.
 *
 * @param condition accepts the values that the codes stand for; its own negation counts for nothing
 */
record Literal(Condition condition, CodeTest test) {

  Literal negated() {
    return new Literal(condition, test.negated());
  }

  boolean negative() {
    return test.negative();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Literal literal
        && negative() == literal.negative()
        && condition.equals(literal.condition);
  }

  @Override
  public int hashCode() {
    return 2 * condition.hashCode() + (negative() ? 1 : 0);
  }
}
