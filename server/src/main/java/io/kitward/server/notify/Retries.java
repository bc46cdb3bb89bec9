package io.kitward.server.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** When a notification that was not taken is sent again, and when no more. Pure. */
final class Retries {

  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1));

  private static final Duration LONGEST = Duration.ofDays(1);

  private Retries() {}

  /** The wait after so many tries (1 or more). */
  static Duration after(int tries) {
    return WAITS.get(Math.min(tries, WAITS.size()) - 1);
  }

  /** Whether a try that failed was the last. */
  static boolean over(Instant firstTry, Instant now) {
    return !firstTry.plus(LONGEST).isAfter(now);
  }
}
