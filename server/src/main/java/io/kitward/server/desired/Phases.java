package io.kitward.server.desired;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An instance's conditions and the one word that follows from them; nothing is True by assumption.
 */
public final class Phases {

  /** How long an instance that was mended says so. */
  public static final Duration REPAIRED_FOR = Duration.ofMinutes(10);

  /** How long a node may be away before what it last said counts as old. */
  public static final Duration STALE_AFTER = Duration.ofSeconds(60);

  private static final List<Condition.Type> ON_THE_NODE =
      List.of(
          Condition.Type.INSTALLED,
          Condition.Type.CONFIGURED,
          Condition.Type.RUNNING,
          Condition.Type.HEALTHY);

  private Phases() {}

  /** All six conditions, in their order. */
  public static List<Condition> conditions(Instance instance, Registrations registrations) {
    var all = new ArrayList<Condition>();
    for (Condition.Type type : ON_THE_NODE) {
      all.add(
          instance.observed().stream()
              .flatMap(observed -> observed.conditions().stream())
              .filter(condition -> condition.type() == type)
              .findFirst()
              .orElseGet(
                  () ->
                      new Condition(
                          type,
                          Condition.Status.UNKNOWN,
                          instance.wantedAt(),
                          "NotReported",
                          instance.waiting().isEmpty()
                              ? "the node has not said yet"
                              : instance.waiting())));
    }
    all.addAll(registrations.conditions(instance));
    return all;
  }

  /** The phase, as far as the store knows: without what follows from time alone. */
  public static Phase of(Instance instance, Registrations registrations) {
    if (instance.held()) {
      return Phase.BLOCKED;
    }
    if (instance.removing() || (instance.wanted().isEmpty() && instance.released().isPresent())) {
      return Phase.REMOVING;
    }
    if (instance.released().isEmpty()) {
      return Phase.PENDING;
    }
    Optional<InstanceObserved> observed = instance.observed();
    if (observed.isPresent() && waitsForPerson(observed.get())) {
      return Phase.BLOCKED;
    }
    if (observed.isPresent() && observed.get().state() == InstanceObserved.State.FAILED) {
      return Phase.FAILED;
    }
    if (!instance.settled()) {
      return Phase.APPLYING;
    }
    Phase phase = Phase.OK;
    for (Condition condition : conditions(instance, registrations)) {
      switch (condition.status()) {
        case TRUE, NOT_APPLICABLE -> {}
        case UNKNOWN -> phase = phase == Phase.OK ? Phase.APPLYING : phase;
        case FALSE -> {
          switch (condition.type()) {
            case INSTALLED, CONFIGURED, RUNNING -> {
              return Phase.FAILED;
            }
            case HEALTHY, REGISTERED, PROVEN -> phase = Phase.DEGRADED;
          }
        }
      }
    }
    return phase;
  }

  /** Whether its node changes nothing since a person works on it, or must first accept it. */
  private static boolean waitsForPerson(InstanceObserved observed) {
    return switch (observed.state()) {
      case SETTLED, REMOVING, REMOVED -> false;
      case PENDING -> observed.discovery().relation() != InstanceObserved.Relation.MANAGED;
      case APPLYING, FAILED -> observed.stance().mode() == InstanceDesired.Mode.SUSPENDED;
    };
  }

  /**
   * The phase as a person shall see it now.
   *
   * @param seen when the node was last heard; empty: never, or not since the server started
   */
  public static Phase shown(
      Instance instance, boolean connected, Optional<Instant> seen, Instant now) {
    boolean observed = instance.observed().isPresent();
    return shown(instance.phase(), observed, instance.repairedAt(), connected, seen, now);
  }

  /**
   * The same of an instance of which only this is known.
   *
   * @param stored the phase as far as the store knows
   * @param observed whether its node ever said anything of it
   */
  public static Phase shown(
      Phase stored,
      boolean observed,
      Optional<Instant> repairedAt,
      boolean connected,
      Optional<Instant> seen,
      Instant now) {
    if (!connected
        && observed
        && stored != Phase.BLOCKED
        && seen.map(at -> at.plus(STALE_AFTER).isBefore(now)).orElse(true)) {
      return Phase.STALE;
    }
    return justRepaired(stored, repairedAt, now) ? Phase.REPAIRED : stored;
  }

  private static boolean justRepaired(Phase stored, Optional<Instant> repairedAt, Instant now) {
    return stored == Phase.OK
        && repairedAt.map(at -> at.plus(REPAIRED_FOR).isAfter(now)).orElse(false);
  }

  /** Whether it is ok, and was mended a short while ago. */
  public static boolean justRepaired(Instance instance, Instant now) {
    return justRepaired(instance.phase(), instance.repairedAt(), now);
  }
}
