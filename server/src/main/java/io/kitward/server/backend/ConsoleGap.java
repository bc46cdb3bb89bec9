package io.kitward.server.backend;

import io.kitward.policy.BackendDocument;
import io.kitward.server.desired.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a console as a whole, in words for one exception however many instances are
 * registered there. Pure.
 */
final class ConsoleGap {

  /** A console that is only started again is no gap. */
  static final Duration UNANSWERED = Duration.ofSeconds(15);

  /** Ten of Prometheus' usual refreshes would be ten minutes; Kitward's own job has 5 s. */
  static final Duration UNDISCOVERED = Duration.ofMinutes(2);

  private ConsoleGap() {}

  /**
   * The words; empty when nothing is wrong.
   *
   * @param status how the console stands, and since when
   * @param registrations all that are offered to it
   */
  static Optional<String> words(
      String backend,
      BackendDocument.Type type,
      ConsoleStatus status,
      Sighting sighting,
      List<Registration> registrations,
      Instant now) {
    return switch (sighting) {
      case Sighting.Unreachable(var message) ->
          status.since().plus(UNANSWERED).isAfter(now)
              ? Optional.empty()
              : Optional.of(
                  (message.startsWith(backend + " ")
                          ? message
                          : backend + " does not answer (" + message + ")")
                      + ": what is registered there goes on, and nobody knows whether its data"
                      + " arrives. Look at the console, and at the url in its Backend document");
      case Sighting.Seen(var targets, var obstacles) ->
          registrations.isEmpty()
                  || !obstacles.isEmpty()
                  || registrations.stream().anyMatch(it -> targets.containsKey(it.instance()))
                  || registrations.stream()
                      .anyMatch(it -> it.since().plus(UNDISCOVERED).isAfter(now))
              ? Optional.empty()
              : Optional.of(untaken(backend, type));
    };
  }

  private static String untaken(String backend, BackendDocument.Type type) {
    return backend
        + (type == BackendDocument.Type.PROMETHEUS
            ? " answers, and has taken up nothing of what Kitward offers: its scrape job "
                + Prometheus.JOB
                + " is missing, or it can't reach Kitward or is refused there."
            : " answers, and knows nothing of what is registered there.")
        + " Look at the services in the Backend document's configure, and at the console's own log";
  }
}
