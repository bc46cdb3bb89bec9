package io.kitward.selector.index;

import java.util.List;

/**
 * One test of a node's codes as one number, so that many are made in a row without a branch: above
 * the lowest 16 bits which word of {@link ActiveCodes} is looked at, doubled, and 1 added when none
 * of the bits may be there; in the lowest 16 the bits, of which otherwise any must be there.
 *
 * @param exact whether the test says all that was asked; one that isn't only rules out
 */
record Check(int number, boolean exact) {
  /** Holds for every node. */
  static final int ALWAYS =
      number(ActiveCodes.word(Dictionary.ALWAYS), ActiveCodes.bit(Dictionary.ALWAYS), false);

  private static final int MASK = (1 << ActiveCodes.WORD_SIZE) - 1;

  /** Words from this one on have no room in the number. */
  private static final int WORD_LIMIT = 1 << (Integer.SIZE - ActiveCodes.WORD_SIZE - 1);

  /**
   * The best test for what these ask together, one that always holds when there is none.
   *
   * @param literals the one first that is to be preferred
   */
  static Check of(List<Literal> literals) {
    int summary = ALWAYS;
    for (Literal literal : literals) {
      CodeTest test = literal.test();
      int word = ActiveCodes.word(test.codes()[0]);
      int bits = 0;
      boolean together = word < WORD_LIMIT;
      for (int code : test.codes()) {
        bits |= ActiveCodes.bit(code);
        together &= ActiveCodes.word(code) == word;
      }
      if (together) {
        return new Check(number(word, bits, test.negative()), literals.size() == 1);
      }
      int instead = ActiveCodes.summary(test.dimension());
      if (!test.negative() && summary == ALWAYS && instead < WORD_LIMIT) {
        summary = number(instead, bits, false);
      }
    }
    return new Check(summary, literals.isEmpty());
  }

  private static int number(int word, int bits, boolean negative) {
    return ((2 * word + (negative ? 1 : 0)) << ActiveCodes.WORD_SIZE) | bits;
  }

  /** 1 when a node with these words passes, 0 when not. */
  static int passes(int number, int[] words) {
    int common = words[number >>> (ActiveCodes.WORD_SIZE + 1)] & number;
    // What is in common fits below bit 16, so that the sum has that bit unless it is nothing.
    return (((common + MASK) ^ number) >>> ActiveCodes.WORD_SIZE) & 1;
  }
}
