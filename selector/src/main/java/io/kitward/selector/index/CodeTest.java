package io.kitward.selector.index;

/**
 * A question about codes of one dimension, which is the values of one attribute or the predicates
 * on it. A positive one holds when any of the codes is active, a negative one when none is.
 */
final class CodeTest {
  private final int dimension;
  private final int[] codes;
  private final boolean negative;

  /** A test of these codes, at least one; the array must not be written again. */
  CodeTest(int dimension, int[] codes, boolean negative) {
    this.dimension = dimension;
    this.codes = codes;
    this.negative = negative;
  }

  CodeTest negated() {
    return new CodeTest(dimension, codes, !negative);
  }

  int dimension() {
    return dimension;
  }

  int[] codes() {
    return codes;
  }

  boolean negative() {
    return negative;
  }

  boolean holds(ActiveCodes active) {
    for (int code : codes) {
      if (active.has(code)) {
        return !negative;
      }
    }
    return negative;
  }
}
