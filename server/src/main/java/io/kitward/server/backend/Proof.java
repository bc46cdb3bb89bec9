package io.kitward.server.backend;

import io.kitward.protocol.Condition;
import io.kitward.server.desired.Registration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a sighting proves of one registration: a pure function. Registered is True when the console
 * scrapes the instance; Proven is True when its newest sample of {@code up} is 1 and younger than
 * the registration. A console that does not answer makes both Unknown: nothing is known of the
 * instance then, and nothing is wrong with it.
 */
public final class Proof {

  /** A console that has had no data for so long will not get any by itself. */
  static final Duration OVERDUE = Duration.ofMinutes(3);

  private Proof() {}

  /**
   * Registered and Proven, in that order; a condition whose status and reason are as before keeps
   * its time.
   */
  public static List<Condition> conditions(
      Registration registration, Sighting sighting, Instant now) {
    return switch (sighting) {
      case Sighting.Unreachable(String message) ->
          List.of(
              condition(
                  registration,
                  Condition.Type.REGISTERED,
                  Condition.Status.UNKNOWN,
                  "ConsoleUnreachable",
                  message,
                  now),
              condition(
                  registration,
                  Condition.Type.PROVEN,
                  Condition.Status.UNKNOWN,
                  "ConsoleUnreachable",
                  message,
                  now));
      case Sighting.Seen seen -> {
        Sighting.Target target = seen.targets().get(registration.instance());
        String obstacle = seen.obstacles().getOrDefault(registration.instance(), "");
        if (!obstacle.isEmpty()) {
          yield refused(registration, obstacle, now);
        }
        yield target == null
            ? List.of(
                condition(
                    registration,
                    Condition.Type.REGISTERED,
                    Condition.Status.UNKNOWN,
                    "NotDiscoveredYet",
                    registration.backend() + " has not taken it up yet",
                    now),
                condition(
                    registration,
                    Condition.Type.PROVEN,
                    Condition.Status.UNKNOWN,
                    "NotDiscoveredYet",
                    "",
                    now))
            : List.of(
                condition(
                    registration,
                    Condition.Type.REGISTERED,
                    Condition.Status.TRUE,
                    "Discovered",
                    "",
                    now),
                proven(registration, target, now));
      }
    };
  }

  private static List<Condition> refused(Registration registration, String obstacle, Instant now) {
    return List.of(
        condition(
            registration,
            Condition.Type.REGISTERED,
            Condition.Status.FALSE,
            "NotTaken",
            obstacle,
            now),
        condition(
            registration,
            Condition.Type.PROVEN,
            Condition.Status.UNKNOWN,
            "NotRegistered",
            "",
            now));
  }

  private static Condition proven(Registration registration, Sighting.Target target, Instant now) {
    Optional<Sighting.Sample> sample =
        target.value().filter(value -> value.at().isAfter(registration.since()));
    if (sample.isEmpty() && target.lastError().isEmpty() && !overdue(registration, now)) {
      return condition(
          registration,
          Condition.Type.PROVEN,
          Condition.Status.UNKNOWN,
          "NoSampleYet",
          registration.backend() + " has no sample since it was registered",
          now);
    }
    if (sample.isEmpty()) {
      return condition(
          registration,
          Condition.Type.PROVEN,
          Condition.Status.FALSE,
          "NoData",
          target.lastError().isEmpty()
              ? registration.backend() + " knows it and has had no data of it since then"
              : target.lastError(),
          now);
    }
    if (sample.get().value() == 1.0) {
      return condition(registration, Condition.Type.PROVEN, Condition.Status.TRUE, "Up", "", now);
    }
    return condition(
        registration,
        Condition.Type.PROVEN,
        Condition.Status.FALSE,
        "Down",
        target.lastError().isEmpty() ? "up is 0" : target.lastError(),
        now);
  }

  private static boolean overdue(Registration registration, Instant now) {
    return registration.since().plus(OVERDUE).isBefore(now);
  }

  private static Condition condition(
      Registration registration,
      Condition.Type type,
      Condition.Status status,
      String reason,
      String message,
      Instant now) {
    return registration.conditions().stream()
        .filter(
            known ->
                known.type() == type
                    && known.status() == status
                    && known.reason().equals(reason)
                    && known.message().equals(message))
        .findFirst()
        .orElseGet(
            () ->
                new Condition(
                    type, status, since(registration, type, status, now), reason, message));
  }

  private static Instant since(
      Registration registration, Condition.Type type, Condition.Status status, Instant now) {
    return registration.conditions().stream()
        .filter(known -> known.type() == type && known.status() == status)
        .map(Condition::since)
        .findFirst()
        .orElse(now);
  }
}
