package io.kitward.connector.apply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which services are to be looked at, and when: each service once, at the earliest time that was
 * asked for. Thread-safe.
 */
final class Agenda {

  private final Clock clock;
  private final Map<String, Instant> due = new HashMap<>();

  Agenda(Clock clock) {
    this.clock = clock;
  }

  /** The service is to be looked at after this time, or earlier if that is already so. */
  synchronized void in(Duration wait, String service) {
    Instant at = clock.instant().plus(wait);
    Instant old = due.get(service);
    if (old == null || at.isBefore(old)) {
      due.put(service, at);
      notifyAll();
    }
  }

  /** Waits for the next service that is due, for this long at most. */
  synchronized Optional<String> next(Duration limit) throws InterruptedException {
    Instant end = clock.instant().plus(limit);
    while (true) {
      Instant now = clock.instant();
      Instant earliest = end;
      for (var entry : due.entrySet()) {
        if (!entry.getValue().isAfter(now)) {
          due.remove(entry.getKey());
          return Optional.of(entry.getKey());
        }
        earliest = entry.getValue().isBefore(earliest) ? entry.getValue() : earliest;
      }
      long millis = Duration.between(now, earliest).toMillis();
      if (!now.isBefore(end)) {
        return Optional.empty();
      }
      wait(Math.max(1, millis));
    }
  }
}
