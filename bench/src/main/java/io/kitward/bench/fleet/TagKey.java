package io.kitward.bench.fleet;

import java.util.random.RandomGenerator;

/**
 * A tag key of the measured fleet and how its values are spread.
 *
 * @param vocabulary how many values there are
 * @param skew 0 when all values are equally frequent, else the exponent of their Zipf distribution
 * @param presence the share of the nodes that have the key
 */
public record TagKey(String name, int vocabulary, double skew, double presence) {

  /** A flag is a key that some nodes lack; its one value says nothing. */
  public boolean flag() {
    return presence < 1;
  }

  /** The value of this number. */
  public String value(int number) {
    return flag() ? "true" : name + "-" + number;
  }

  /** Draws values of this key as the fleet has them. */
  Draw draw() {
    double[] bounds = new double[vocabulary];
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      sum += Math.pow(i + 1, -skew);
      bounds[i] = sum;
    }
    double total = sum;
    return random -> {
      int found = java.util.Arrays.binarySearch(bounds, random.nextDouble() * total);
      return Math.min(found < 0 ? -found - 1 : found, vocabulary - 1);
    };
  }

  /** Draws the number of a value. */
  interface Draw {
    int next(RandomGenerator random);
  }
}
