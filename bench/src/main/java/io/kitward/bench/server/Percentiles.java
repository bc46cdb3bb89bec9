package io.kitward.bench.server;

import java.util.Arrays;

/** Times from fastest to slowest. */
public record Percentiles(double p50, double p99, double p999) {

  /** In milliseconds, of times in nanoseconds. */
  public static Percentiles millis(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return new Percentiles(at(sorted, 0.50), at(sorted, 0.99), at(sorted, 0.999));
  }

  private static double at(long[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)] / 1e6;
  }
}
