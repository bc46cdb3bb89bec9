package io.kitward.selector.index;

import java.util.List;

/**
 * One test of a node's codes as one number, so that many are made in a row without a branch: in the
 * upper half which word of {@link ActiveCodes} is looked at, doubled, and 1 added when none of the
 * bits may be there; in the lower half the bits, of which otherwise any must be there.
 *
 * @param exact whether the test says all that was asked; one that isn't only rules out
 */
record Check(long number, boolean exact) {
  /** Holds for every node. */
  static final Check ALWAYS =
      new Check(number(ActiveCodes.word(Dictionary.ALWAYS), 1L << Dictionary.ALWAYS, false), true);

  /** Bits in a word. */
  static final int BITS = 32;

  private static final long MASK = (1L << BITS) - 1;

  /**
   * The best test for what one of these asks; {@link #ALWAYS} when there is none.
   *
   * @param literals the one first that is to be preferred
   */
  static Check of(List<Literal> literals) {
    Check found = new Check(ALWAYS.number, literals.isEmpty());
    for (Literal literal : literals) {
      CodeTest test = literal.test();
      int word = ActiveCodes.word(test.codes()[0]);
      long mask = 0;
      boolean together = true;
      for (int code : test.codes()) {
        mask |= ActiveCodes.bit(code);
        together &= ActiveCodes.word(code) == word;
      }
      if (together) {
        return new Check(number(word, mask, test.negative()), literals.size() == 1);
      }
      if (!test.negative() && found.number == ALWAYS.number) {
        found = new Check(number(ActiveCodes.summary(test.dimension()), mask, false), false);
      }
    }
    return found;
  }

  private static long number(int word, long mask, boolean negative) {
    return (2L * word + (negative ? 1 : 0)) << BITS | mask;
  }

  /** 1 when a node with these words passes, 0 when not. */
  static int passes(long number, long[] words) {
    long common = words[(int) (number >>> (BITS + 1))] & number;
    // What is in common is below 2 to the 32nd, so that the sum has bit 32 unless it is nothing.
    return (int) ((common + MASK ^ number) >>> BITS) & 1;
  }
}
