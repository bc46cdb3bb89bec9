package io.kitward.server.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down who guesses: after three failed attempts from one address the next has to wait, twice
 * as long each time, a minute at the most. An attempt counts as failed until it is known to be
 * good, so attempts at the same moment gain nothing. Thread-safe.
 */
final class BackOff {
  private static final int FREE = 3;
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final Duration FORGOTTEN = Duration.ofMinutes(15);
  private static final int ADDRESSES = 10_000;

  private final Map<String, Failures> byAddress = new LinkedHashMap<>();
  private final Clock clock;

  private record Failures(int count, Instant last) {}

  BackOff(Clock clock) {
    this.clock = clock;
  }

  /** How long this address has to wait; zero when it may try now, which then counts. */
  synchronized Duration attempt(String address) {
    Instant now = clock.instant();
    byAddress.values().removeIf(failures -> failures.last().plus(FORGOTTEN).isBefore(now));
    Failures known = byAddress.remove(address);
    if (known != null) {
      Duration left = Duration.between(now, known.last().plus(pause(known.count())));
      if (left.isPositive()) {
        byAddress.put(address, known);
        return left;
      }
    }
    if (byAddress.size() >= ADDRESSES) {
      byAddress.remove(byAddress.keySet().iterator().next());
    }
    byAddress.put(address, new Failures(known == null ? 1 : known.count() + 1, now));
    return Duration.ZERO;
  }

  /** The attempt was good: this address starts afresh. */
  synchronized void succeeded(String address) {
    byAddress.remove(address);
  }

  private static Duration pause(int failures) {
    if (failures < FREE) {
      return Duration.ZERO;
    }
    Duration pause = Duration.ofSeconds(1L << Math.min(failures - FREE, 10));
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }
}
