package io.kitward.server.backend;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a console was seen to know, at one moment. */
public sealed interface Sighting {

  /** It answered. */
  record Seen(Map<UUID, Target> targets) implements Sighting {}

  /** It did not; the message says why, in its own words where it has any. */
  record Unreachable(String message) implements Sighting {}

  /**
   * One instance as the console knows it.
   *
   * @param lastError why the console can't fetch its data; empty when it can
   * @param value the newest sample of {@code up}, with the time at which it was taken
   */
  record Target(String lastError, Optional<Sample> value) {}

  /** One sample. */
  record Sample(double value, Instant at) {}
}
