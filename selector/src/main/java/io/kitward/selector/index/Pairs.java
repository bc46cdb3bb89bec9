package io.kitward.selector.index;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * The pairs of codes that conjunctions are found by, and of which dimensions they are: a node's
 * codes are tried only in those combinations. For the writer only.
 */
final class Pairs {
  private static final int[] NOBODY = {};

  private final Dictionary dictionary;
  private final PairTable table = new PairTable();
  private final Set<Long> combinations = new HashSet<>();
  private int[][] partners = {};

  Pairs(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** The code of each pair of codes that makes both tests hold, new ones if need be. */
  int[] codes(CodeTest first, CodeTest second) {
    if (first.dimension() > second.dimension()) {
      return codes(second, first);
    }
    combine(first.dimension(), second.dimension());
    int[] codes = new int[first.codes().length * second.codes().length];
    int count = 0;
    for (int one : first.codes()) {
      for (int other : second.codes()) {
        int code = table.entries().find(one, other);
        if (code == PairTable.NONE) {
          code = dictionary.newCode();
          table.add(one, other, code);
        }
        codes[count++] = code;
      }
    }
    return codes;
  }

  private void combine(int lower, int higher) {
    if (combinations.add((long) lower << 32 | higher)) {
      int[][] more = Arrays.copyOf(partners, Math.max(partners.length, lower + 1));
      for (int i = partners.length; i < more.length; i++) {
        more[i] = NOBODY;
      }
      more[lower] = Arrays.copyOf(more[lower], more[lower].length + 1);
      more[lower][more[lower].length - 1] = higher;
      partners = more;
    }
  }

  PairTable.Entries entries() {
    return table.entries();
  }

  /** By dimension, the higher dimensions that it forms pairs with; never written again. */
  int[][] partners() {
    return partners;
  }
}
