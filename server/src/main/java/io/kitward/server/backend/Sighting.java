package io.kitward.server.backend;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a console was seen to know, at one moment. */
public sealed interface Sighting {

  /**
   * It answered.
   *
   * @param targets what it knows, by instance
   * @param obstacles why it does not know others, by instance
   */
  record Seen(Map<UUID, Target> targets, Map<UUID, String> obstacles) implements Sighting {

    /** Nothing is in the way of any instance. */
    public Seen(Map<UUID, Target> targets) {
      this(targets, Map.of());
    }
  }

  /** It did not; the message says why, in its own words where it has any. */
  record Unreachable(String message) implements Sighting {}

  /**
   * One instance as the console knows it.
   *
   * @param lastError why the console can't fetch its data; empty when it can
   * @param value the newest sample, with the time at which it was taken: 1 when data arrives, as
   *     {@code up} of Prometheus
   */
  record Target(String lastError, Optional<Sample> value) {}

  /** One sample. */
  record Sample(double value, Instant at) {}
}
