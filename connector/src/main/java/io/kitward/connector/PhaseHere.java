package io.kitward.connector;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.InstanceObserved.Relation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The one word for a service, as far as its node knows: by the rules of the server's {@code
 * Phases}, without what only a console can say. {@code stale} is missing, for the connector always
 * knows how its own node is.
 */
enum PhaseHere {
  PENDING,
  APPLYING,
  OK,
  REPAIRED,
  DEGRADED,
  FAILED,
  REMOVING,
  BLOCKED;

  /** How long a service that was mended says so. */
  static final Duration REPAIRED_FOR = Duration.ofMinutes(10);

  /**
   * The phase; empty when the service is gone.
   *
   * @param observed empty while nobody has looked
   * @param repaired when something of it was mended last
   */
  static Optional<PhaseHere> of(
      InstanceDesired desired,
      Optional<InstanceObserved> observed,
      Optional<Instant> repaired,
      Instant now) {
    if (observed.isEmpty()) {
      return Optional.of(desired.ensure() == Ensure.PRESENT ? PENDING : REMOVING);
    }
    InstanceObserved seen = observed.get();
    if (desired.ensure() == Ensure.ABSENT) {
      return seen.state() == InstanceObserved.State.REMOVED
          ? Optional.empty()
          : Optional.of(REMOVING);
    }
    boolean suspended = seen.stance().mode() == InstanceDesired.Mode.SUSPENDED;
    PhaseHere phase =
        switch (seen.state()) {
          case PENDING -> seen.discovery().relation() == Relation.MANAGED ? PENDING : BLOCKED;
          case APPLYING -> suspended ? BLOCKED : APPLYING;
          case FAILED -> suspended ? BLOCKED : FAILED;
          // What is wanted again after it was taken away is only about to come.
          case REMOVING, REMOVED -> PENDING;
          case SETTLED -> seen.hash().equals(desired.hash()) ? conditions(seen) : APPLYING;
        };
    boolean mended =
        phase == OK && repaired.map(at -> at.plus(REPAIRED_FOR).isAfter(now)).orElse(false);
    return Optional.of(mended ? REPAIRED : phase);
  }

  private static PhaseHere conditions(InstanceObserved seen) {
    PhaseHere phase = OK;
    for (Condition condition : seen.conditions()) {
      switch (condition.status()) {
        case TRUE, NOT_APPLICABLE -> {}
        case UNKNOWN -> phase = phase == OK ? APPLYING : phase;
        case FALSE -> {
          switch (condition.type()) {
            case INSTALLED, CONFIGURED, RUNNING -> {
              return FAILED;
            }
            case HEALTHY, REGISTERED, PROVEN -> phase = DEGRADED;
          }
        }
      }
    }
    return phase;
  }
}
