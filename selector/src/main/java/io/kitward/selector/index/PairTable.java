package io.kitward.selector.index;

import org.jspecify.annotations.Nullable;

/**
 * Codes that stand for two codes being active together. Grows as a {@link ValueTable} does: one
 * writer, any readers, and what a reader misses is beyond its snapshot.
 */
final class PairTable {
  static final int NONE = -1;

  private volatile @Nullable Pair[] pairs = new Pair[64];
  private int size;

  private record Pair(int first, int second, int code) {}

  /** The code of a pair, or {@link #NONE}. */
  int find(int first, int second) {
    @Nullable Pair[] table = pairs;
    int mask = table.length - 1;
    for (int at = hash(first, second) & mask; ; at = (at + 1) & mask) {
      Pair pair = table[at];
      if (pair == null) {
        return NONE;
      }
      if (pair.first == first && pair.second == second) {
        return pair.code;
      }
    }
  }

  void add(int first, int second, int code) {
    if (2 * (size + 1) > pairs.length) {
      @Nullable Pair[] larger = new Pair[2 * pairs.length];
      for (Pair each : pairs) {
        if (each != null) {
          place(larger, each);
        }
      }
      pairs = larger;
    }
    place(pairs, new Pair(first, second, code));
    size++;
  }

  private static void place(@Nullable Pair[] table, Pair pair) {
    int mask = table.length - 1;
    int at = hash(pair.first, pair.second) & mask;
    while (table[at] != null) {
      at = (at + 1) & mask;
    }
    table[at] = pair;
  }

  private static int hash(int first, int second) {
    int hash = (first * 31 + second) * 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
