package io.kitward.selector.index;

import java.util.Locale;

/**
 * The seeds of random tests: {@code -Dkitward.seed=N} shifts them all, and each run says its own.
 */
final class Seed {
  private Seed() {}

  static long of(long number) {
    return number + Long.getLong("kitward.seed", 0) * 1_000;
  }

  static void report(String what, long seed, int steps, long pairs) {
    System.out.printf(
        Locale.ROOT, "%s: seed %d, %d steps, %,d pairs compared%n", what, seed, steps, pairs);
  }
}
