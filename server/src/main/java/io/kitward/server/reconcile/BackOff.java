package io.kitward.server.reconcile;

import java.time.Duration;

/**
 * The time between tries of one key: doubles with each failure in a row, up to a limit.
 *
 * @param first after the first failure
 * @param longest never more than this
 */
public record BackOff(Duration first, Duration longest) {

  /** The wait after so many failures in a row (1 or more). */
  public Duration after(int failures) {
    int doublings = Math.min(failures - 1, 30);
    Duration wait = first.multipliedBy(1L << doublings);
    return wait.compareTo(longest) > 0 ? longest : wait;
  }
}
