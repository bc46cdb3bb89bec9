package io.kitward.connector.apply;

import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings one instance to where it shall be and keeps it there: each call looks, decides, acts, and
 * says when to look again. What became of it in parts: {@link Milestones} of a new one, {@link
 * Retreat} from files that do not work, {@link Vigil} over one that is there, {@link Recovery} of
 * one that does not work; {@link Ownership} says whether it may be touched at all.
 */
final class Upkeep {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(2);

  /**
   * systemd's own pause before it starts a unit again is 100 ms, unless the unit says otherwise.
   */
  private static final Duration RESTART_PATIENCE = Duration.ofMillis(300);

  private static final int ROUNDS = 12;

  private final Host host;
  private final NodeState state;
  private final Recorder recorder;
  private final Hands hands;
  private final Bulletin bulletin;
  private final Telling telling;
  private final Clock clock;
  private final Milestones milestones;
  private final Retreat retreat;
  private final Recovery recovery;
  private final Vigil vigil;
  private final Ownership ownership;

  Upkeep(
      Host host,
      NodeState state,
      Recorder recorder,
      Hands hands,
      Adoption adoption,
      Claimants claimants,
      Telling telling,
      Clock clock) {
    this.host = host;
    this.state = state;
    this.recorder = recorder;
    this.hands = hands;
    this.bulletin = new Bulletin(host, state, telling);
    this.telling = telling;
    this.clock = clock;
    this.milestones = new Milestones(telling);
    this.retreat = new Retreat(state, hands, bulletin, telling, clock);
    this.recovery = new Recovery(state, hands, bulletin, telling, clock);
    this.ownership = new Ownership(adoption, claimants, state, bulletin, telling);
    this.vigil =
        new Vigil(new Checkup(host, clock), retreat, recovery, hands, bulletin, telling, clock);
  }

  /** One call; returns how long to wait before the next. */
  Duration tend(InstanceDesired whole, long generation, Care care) {
    Instant now = clock.instant();
    if (care.notBefore.isAfter(now)) {
      return Duration.between(now, care.notBefore).plusMillis(1);
    }
    Care.Fallen fallen = care.fallen;
    if (fallen != null && !now.isBefore(fallen.until())) {
      care.fallen = null;
      fallen = null;
    }
    InstanceDesired desired = fallen == null ? whole : fallen.without(whole);
    boolean begun = state.begun(desired.service());
    var turn = new Turn(desired, generation, care, fallen == null && fresh(desired));
    Seen seen = Seen.of(desired, host);
    bySystemd(turn, seen);
    Optional<String> conflict = Decision.conflict(desired, seen);
    if (conflict.isPresent()) {
      var failure = new HostFailure(HostFailure.Kind.CONFLICT, conflict.get());
      Before untouched = Before.of(desired.service(), new TreeMap<>(), "");
      return failed(turn, untouched, Decision.Phase.INSTALL, failure);
    }
    Optional<Duration> waits = ownership.waits(turn, seen, begun);
    if (waits.isPresent()) {
      return waits.get();
    }
    Recorder.Recorded recorded = recorder.ensure(whole, begun, seen.units());
    Before before = recorded.before();
    care.lost = before.lost();
    if (recorded.added()) {
      milestones.recorded(turn, before);
    }
    return carryOut(turn, seen, before, turn.fresh() && worked(begun, before));
  }

  /** Tells what systemd itself started again since the last look, as its own counter says. */
  private void bySystemd(Turn turn, Seen seen) {
    Care care = turn.care();
    seen.units()
        .forEach(
            (unit, now) -> {
              Integer before = care.restarts.put(unit, now.restarts());
              if (before != null && now.restarts() > before) {
                care.bySystemd.add(unit);
                if (!care.pace.flapping()) {
                  telling.event(
                      turn.service(),
                      Kind.RESTARTED_BY_SYSTEMD,
                      turn.generation(),
                      unit
                          + " fell over and systemd itself started it again ("
                          + now.restarts()
                          + " times since it was started)");
                }
              }
            });
  }

  /**
   * Takes steps until nothing is left to do.
   *
   * @param fallback whether the service worked until now, so that it can go back to its old files
   */
  private Duration carryOut(Turn turn, Seen first, Before recorded, boolean fallback) {
    InstanceDesired desired = turn.desired();
    Care care = turn.care();
    Seen seen = first;
    Before before = recorded;
    Decision.Phase reached = Decision.Phase.INSTALL;
    String reasons = "";
    try {
      for (int round = 0; round < ROUNDS; round++) {
        Decision decision = Decision.of(desired, seen, state.secrets(), before);
        reached = decision.phase();
        reasons = decision.reasons();
        boolean down = decision.down();
        if (reached != Decision.Phase.INSTALL) {
          before = hands.installed(before);
        }
        if (turn.fresh()) {
          milestones.reached(turn, reached);
        }
        Optional<String> broken = Retreat.cause(desired, seen, before);
        if (broken.isPresent()) {
          return retreat.take(turn, before, broken.get());
        }
        if (decision.steps().isEmpty()) {
          if (decision.changing().isEmpty()) {
            return there(turn, seen, before);
          }
          String unit = decision.changing().getFirst();
          if (!idles(turn, seen, before, unit)) {
            return changing(turn, seen, before, unit);
          }
          care.changingSince = null;
          decision = Decision.hurry(unit);
          down = true;
        }
        Cause cause = Cause.of(decision, seen);
        if (!turn.fresh() && care.done.isEmpty()) {
          drifted(turn, decision.steps());
          Optional<Duration> wait = recovery.hindrance(turn, decision, seen);
          if (wait.isPresent()) {
            return wait.get();
          }
        }
        if (down && !care.tries.isEmpty()) {
          return recovery.climb(turn, seen, before, reached, cause.word(), failing(care, reasons));
        }
        bulletin.tell(desired, care, State.APPLYING, reached, trying(turn, cause.word(), reasons));
        if (turn.fresh()) {
          milestones.acting(turn, reasons);
        }
        if (down || (!turn.fresh() && care.done.isEmpty())) {
          recovery.begins(turn, decision, cause);
        }
        for (Step step : decision.steps()) {
          before = hands.take(step, desired, before, fallback);
          care.done.add(step.done() + ": " + step.because());
        }
        care.actedAt = clock.instant();
        care.startingUntil = care.actedAt.plus(START_LIMIT);
        seen = Seen.of(desired, host);
      }
    } catch (HostFailure e) {
      return failed(turn, before, reached, e);
    }
    return failed(
        turn,
        before,
        reached,
        new HostFailure(HostFailure.Kind.FAILED, reasons + ", again and again"));
  }

  /** Why it does not come up: what it said itself when it was started, if that is known. */
  private static String failing(Care care, String reasons) {
    return care.lastFailure.isEmpty() ? reasons : care.lastFailure;
  }

  /** Why it is not there yet: the reason of a failure stays until what failed has worked. */
  private static Answer trying(Turn turn, String cause, String reasons) {
    if (!turn.care().lastFailure.isEmpty()) {
      return Answer.no("TryingAgain", turn.care().lastFailure);
    }
    return turn.fresh() ? Answer.unknown("Applying", reasons) : Answer.no(cause, reasons);
  }

  /** Whether there was something that worked before the new files. */
  private static boolean worked(boolean begun, Before before) {
    return begun || before.units().values().stream().anyMatch(Before.UnitBefore::active);
  }

  private boolean fresh(InstanceDesired desired) {
    return state
        .progress(desired.service())
        .filter(progress -> !progress.removed() && progress.hash().equals(desired.hash()))
        .isEmpty();
  }

  /** Tells what drifted, on the machine with what whoever did it can do. */
  private void drifted(Turn turn, List<Step> steps) {
    Care care = turn.care();
    for (Step step : steps) {
      if (care.drift.add(step.because()) && !care.pace.flapping()) {
        List<String> units = step instanceof Step.Act act ? List.of(act.unit()) : List.of();
        telling.event(
            turn.service(),
            Kind.DRIFTED,
            turn.generation(),
            step.because(),
            units,
            "; Kitward mends it. To work on it: kitward-connector suspend "
                + turn.service()
                + " --for 2h");
      }
    }
  }

  /** Packages, files and units are as desired. */
  private Duration there(Turn turn, Seen seen, Before before) {
    InstanceDesired desired = turn.desired();
    turn.care().changingSince = null;
    if (turn.fresh()) {
      turn.care().freshHash = desired.hash();
      state.progress(desired.service(), new NodeState.Progress(desired.hash(), false, List.of()));
    }
    return vigil.keep(turn, seen, before);
  }

  /**
   * Whether systemd pauses for long before it starts a unit again (its {@code RestartSec}): a
   * service that worked does not wait for that. One with new files does, for it may fall back.
   */
  private boolean idles(Turn turn, Seen seen, Before before, String unit) {
    Care care = turn.care();
    Instant now = clock.instant();
    return !turn.fresh()
        && !Retreat.possible(before)
        && seen.unit(unit).pausing()
        && care.changingSince != null
        && !now.isBefore(care.changingSince.plus(RESTART_PATIENCE));
  }

  /** A unit is on its way to another state by itself. */
  private Duration changing(Turn turn, Seen seen, Before before, String unit) {
    InstanceDesired desired = turn.desired();
    Care care = turn.care();
    Instant now = clock.instant();
    Instant since = care.changingSince == null ? now : care.changingSince;
    care.changingSince = since;
    boolean late = !now.isBefore(since.plus(CHANGE_PATIENCE));
    String message =
        unit + " is " + seen.unit(unit).activity() + " (" + seen.unit(unit).sub() + ")";
    boolean falling = seen.unit(unit).pausing() ? late : !now.isBefore(since.plus(START_LIMIT));
    if (falling && Retreat.possible(before) && !before.pending().contains(unit)) {
      return retreat.take(turn, before, message);
    }
    if (late && !turn.fresh() && care.drift.add(message) && !care.pace.flapping()) {
      telling.event(desired.service(), Kind.DRIFTED, turn.generation(), message);
    }
    if (late || turn.fresh()) {
      bulletin.tell(
          desired,
          care,
          State.APPLYING,
          Decision.Phase.RUN,
          late ? Answer.no("Changing", message) : Answer.unknown("Changing", message));
    }
    return late ? Duration.ofSeconds(1) : POLL;
  }

  private Duration failed(Turn turn, Before before, Decision.Phase phase, HostFailure failure) {
    Care care = turn.care();
    String message = String.valueOf(failure.getMessage());
    if (phase == Decision.Phase.RUN && Retreat.possible(before)) {
      return retreat.take(turn, before, message);
    }
    boolean passing = failure.kind() == HostFailure.Kind.LOCKED;
    if (!message.equals(care.lastFailure) && !passing) {
      telling.event(turn.service(), Kind.FAILED, turn.generation(), message);
    }
    care.lastFailure = message;
    Duration wait = POLL;
    if (care.tries.isEmpty()) {
      wait = care.failed(failure.kind());
      care.notBefore = clock.instant().plus(wait);
    }
    bulletin.tell(
        turn.desired(),
        care,
        passing ? State.APPLYING : State.FAILED,
        phase,
        Answer.no(failure.kind().word(), message));
    return wait;
  }
}
