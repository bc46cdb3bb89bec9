package io.kitward.server.history;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Classes of time: how many times fell into each is all that is kept of them, so that they can be
 * added up over minutes and days. A quantile is exact to the width of a class. Pure.
 */
public final class Times {

  /** The longest time of each class, in seconds; what is longer falls into one class more. */
  private static final double[] LIMITS = {
    0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 4, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600,
    1_200, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400
  };

  /** How many classes there are. */
  public static final int CLASSES = LIMITS.length + 1;

  private Times() {}

  /** The class of a time. */
  public static int of(double seconds) {
    int place = Arrays.binarySearch(LIMITS, seconds);
    return place >= 0 ? place : -place - 1;
  }

  /**
   * The time below which this share of all lies, in seconds, as if times were spread evenly within
   * their class; empty when there are none.
   */
  public static OptionalDouble quantile(List<Integer> counts, double share) {
    long all = counts.stream().mapToLong(Integer::longValue).sum();
    if (all == 0) {
      return OptionalDouble.empty();
    }
    double wanted = share * all;
    double below = 0;
    for (int i = 0; i < counts.size(); i++) {
      int here = counts.get(i);
      if (here > 0 && below + here >= wanted) {
        double low = i == 0 ? 0 : LIMITS[i - 1];
        double high = LIMITS[Math.min(i, LIMITS.length - 1)];
        return OptionalDouble.of(low + (high - low) * (wanted - below) / here);
      }
      below += here;
    }
    return OptionalDouble.of(LIMITS[LIMITS.length - 1]);
  }
}
