package io.kitward.connector.apply;

import io.kitward.connector.apply.Care.Told;
import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings one instance to where it shall be and keeps it there: each call looks, decides, acts, and
 * says when to look again.
 */
final class Upkeep {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration CHANGE_PATIENCE = Duration.ofSeconds(2);
  private static final Duration STEADY = Duration.ofSeconds(10);
  private static final Duration SECOND_LOOK = Duration.ofSeconds(2);
  private static final Duration PROOF = Duration.ofSeconds(3);
  private static final int ROUNDS = 12;

  private final Host host;
  private final NodeState state;
  private final Recorder recorder;
  private final Hands hands;
  private final Checkup checkup;
  private final Bulletin bulletin;
  private final Telling telling;
  private final Clock clock;

  Upkeep(Host host, NodeState state, Recorder recorder, Hands hands, Telling telling, Clock clock) {
    this.host = host;
    this.state = state;
    this.recorder = recorder;
    this.hands = hands;
    this.checkup = new Checkup(host);
    this.bulletin = new Bulletin(host, state, telling);
    this.telling = telling;
    this.clock = clock;
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
    boolean fresh = fallen == null && fresh(desired);
    Seen seen = Seen.of(desired, host);
    Recorder.Recorded recorded = recorder.ensure(whole, begun, seen.units());
    Before before = recorded.before();
    care.lost = before.lost();
    if (recorded.added()) {
      recorded(desired, generation, before);
    }
    boolean fallback = fresh && worked(begun, before);
    Decision decision = null;
    Decision.Phase reached = Decision.Phase.INSTALL;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        decision = Decision.of(desired, seen, state.secrets(), before.pending());
        reached = decision.phase();
        if (reached != Decision.Phase.INSTALL) {
          before = hands.installed(before);
        }
        if (fresh) {
          milestones(desired, generation, care, reached);
        }
        Optional<String> broken = broken(desired, seen, before);
        if (broken.isPresent()) {
          return fallBack(desired, generation, care, before, broken.get());
        }
        if (decision.steps().isEmpty()) {
          break;
        }
        if (!fresh
            && care.done.isEmpty()
            && !drifted(desired, generation, care, decision.steps())) {
          bulletin.tell(
              desired, care, State.FAILED, reached, Answer.no("UndoneAgain", decision.reasons()));
          return Duration.ofSeconds(30);
        }
        bulletin.tell(desired, care, State.APPLYING, reached, trying(care, decision.reasons()));
        if (fresh && care.first(Told.ACTING, desired.hash())) {
          telling.event(desired.service(), Kind.ACTING, generation, decision.reasons());
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
      if (reached == Decision.Phase.RUN && !before.previous().isEmpty()) {
        return fallBack(desired, generation, care, before, String.valueOf(e.getMessage()));
      }
      return failed(desired, generation, care, reached, e);
    }
    if (decision == null || !decision.steps().isEmpty()) {
      return failed(
          desired,
          generation,
          care,
          reached,
          new HostFailure(
              HostFailure.Kind.FAILED,
              decision == null ? "nothing decided" : decision.reasons() + ", again and again"));
    }
    if (!decision.changing().isEmpty()) {
      return changing(desired, generation, care, seen, before, decision.changing());
    }
    care.changingSince = null;
    if (fresh) {
      care.freshHash = desired.hash();
      state.progress(desired.service(), new NodeState.Progress(desired.hash(), false, List.of()));
    }
    return health(desired, generation, care, seen, before);
  }

  /** Why it is not there yet: the reason of a failure stays until what failed has worked. */
  private static Answer trying(Care care, String reasons) {
    return care.lastFailure.isEmpty()
        ? Answer.unknown("Applying", reasons)
        : Answer.no("TryingAgain", care.lastFailure);
  }

  private void recorded(InstanceDesired desired, long generation, Before before) {
    if (before.lost().isEmpty()) {
      telling.event(desired.service(), Kind.RECORDED, generation, "recorded what was there before");
    } else {
      telling.event(
          desired.service(),
          Kind.KEPT,
          generation,
          before.lost() + ": it is looked after as before, but off-boarding will keep everything");
    }
  }

  /** Whether there was something that worked before the new files. */
  private static boolean worked(boolean begun, Before before) {
    return begun || before.units().values().stream().anyMatch(Before.UnitBefore::active);
  }

  /** A unit that was started with new files and fell over. */
  private static Optional<String> broken(InstanceDesired desired, Seen seen, Before before) {
    return before.previous().isEmpty()
        ? Optional.empty()
        : desired.units().stream()
            .map(InstanceDesired.UnitDesired::name)
            .filter(
                name ->
                    seen.unit(name).activity().equals("failed") && !before.pending().contains(name))
            .map(name -> name + " has failed")
            .findFirst();
  }

  /** A unit does not come up with the new files: what they held when it last did is put back. */
  private Duration fallBack(
      InstanceDesired desired, long generation, Care care, Before before, String reason) {
    var paths = before.previous().keySet();
    String message =
        "with the new "
            + String.join(", ", paths)
            + " "
            + reason
            + "; what was there before is back";
    hands.fallBack(desired, before);
    boolean news = care.fellBack(paths, message, clock.instant());
    if (news) {
      telling.event(desired.service(), Kind.FAILED, generation, message);
    }
    if (!fresh(desired)) {
      state.progress(desired.service(), new NodeState.Progress("", false, List.of()));
    }
    bulletin.tell(
        desired,
        care,
        State.FAILED,
        Decision.Phase.RUN,
        Answer.unknown("FallingBack", "it is started again with what was there before"));
    return Duration.ZERO;
  }

  private boolean fresh(InstanceDesired desired) {
    return state
        .progress(desired.service())
        .filter(progress -> !progress.removed() && progress.hash().equals(desired.hash()))
        .isEmpty();
  }

  private void milestones(
      InstanceDesired desired, long generation, Care care, Decision.Phase reached) {
    String service = desired.service();
    if (!desired.packages().isEmpty()
        && reached.compareTo(Decision.Phase.INSTALL) > 0
        && care.first(Told.INSTALLED, desired.hash())) {
      telling.event(service, Kind.INSTALLED, generation, "its packages are installed");
    }
    if (!desired.files().isEmpty()
        && reached.compareTo(Decision.Phase.CONFIGURE) > 0
        && care.first(Told.CONFIGURED, desired.hash())) {
      telling.event(service, Kind.CONFIGURED, generation, "its files are written");
    }
    if (!desired.units().isEmpty()
        && reached == Decision.Phase.DONE
        && care.first(Told.STARTED, desired.hash())) {
      telling.event(service, Kind.STARTED, generation, "its units run");
    }
  }

  /** Tells what drifted; false when it was repaired too often lately. */
  private boolean drifted(InstanceDesired desired, long generation, Care care, List<Step> steps) {
    for (Step step : steps) {
      if (care.drift.add(step.because())) {
        telling.event(desired.service(), Kind.DRIFTED, generation, step.because());
      }
    }
    Instant now = clock.instant();
    if (!care.mayRepair(now)) {
      return false;
    }
    care.repaired(now);
    return true;
  }

  private Duration changing(
      InstanceDesired desired,
      long generation,
      Care care,
      Seen seen,
      Before before,
      List<String> units) {
    Instant now = clock.instant();
    Instant since = care.changingSince == null ? now : care.changingSince;
    care.changingSince = since;
    boolean late = !now.isBefore(since.plus(CHANGE_PATIENCE));
    String unit = units.getFirst();
    String message =
        unit + " is " + seen.unit(unit).activity() + " (" + seen.unit(unit).sub() + ")";
    boolean falling =
        seen.unit(unit).sub().equals("auto-restart")
            ? late
            : !now.isBefore(since.plus(START_LIMIT));
    if (falling && !before.previous().isEmpty() && !before.pending().contains(unit)) {
      return fallBack(desired, generation, care, before, message);
    }
    if (late && !fresh(desired) && care.drift.add(message)) {
      telling.event(desired.service(), Kind.DRIFTED, generation, message);
    }
    if (late || fresh(desired)) {
      bulletin.tell(
          desired,
          care,
          State.APPLYING,
          Decision.Phase.RUN,
          late ? Answer.no("Changing", message) : Answer.unknown("Changing", message));
    }
    return late ? Duration.ofSeconds(1) : POLL;
  }

  private Duration health(
      InstanceDesired desired, long generation, Care care, Seen seen, Before before) {
    Optional<String> failing = checkup.failing(desired, seen);
    if (failing.isEmpty()) {
      return healthy(desired, generation, care, seen, before);
    }
    Instant now = clock.instant();
    if (care.wasHealthy && care.startingUntil == null) {
      care.failedChecks++;
      if (care.failedChecks < 2) {
        return SECOND_LOOK;
      }
      care.startingUntil = now;
    } else if (care.startingUntil == null) {
      care.startingUntil = now.plus(START_LIMIT);
    }
    if (now.isBefore(care.startingUntil)) {
      bulletin.tell(desired, care, State.APPLYING, seen, Answer.unknown("Starting", failing.get()));
      return POLL;
    }
    return unhealthy(desired, generation, care, seen, failing.get());
  }

  private Duration healthy(
      InstanceDesired desired, long generation, Care care, Seen seen, Before before) {
    if (care.freshHash.equals(desired.hash())) {
      care.freshHash = "";
      telling.event(desired.service(), Kind.HEALTHY, generation, "all its checks hold");
    } else if (!care.drift.isEmpty()) {
      String what = care.done.isEmpty() ? "it is as desired again" : String.join("; ", care.done);
      telling.event(desired.service(), Kind.REPAIRED, generation, what);
    }
    care.drift.clear();
    care.done.clear();
    care.startingUntil = null;
    care.failedChecks = 0;
    care.wasHealthy = true;
    care.succeeded();
    bulletin.tell(desired, care, State.SETTLED, seen, Answer.yes("ChecksHold"));
    return proof(care, before);
  }

  /** New files that hold for a while are proven; returns when to look again. */
  private Duration proof(Care care, Before before) {
    Instant now = clock.instant();
    Care.Fallen fallen = care.fallen;
    if (fallen != null) {
      Duration left = Duration.between(now, fallen.until()).plusMillis(1);
      return left.compareTo(STEADY) < 0 ? left : STEADY;
    }
    if (!before.previous().isEmpty()) {
      Instant since = care.actedAt == null ? now : care.actedAt;
      care.actedAt = since;
      if (now.isBefore(since.plus(PROOF))) {
        return PROOF;
      }
      hands.proven(before);
    }
    care.proven();
    return STEADY;
  }

  private Duration unhealthy(
      InstanceDesired desired, long generation, Care care, Seen seen, String reason) {
    Instant now = clock.instant();
    if (care.drift.add(reason)) {
      telling.event(
          desired.service(), care.wasHealthy ? Kind.DRIFTED : Kind.FAILED, generation, reason);
    }
    bulletin.tell(desired, care, State.FAILED, seen, Answer.no("CheckFailed", reason));
    if (care.retryAt == null) {
      care.retryAt = care.wasHealthy ? now : now.plus(care.failed(HostFailure.Kind.FAILED));
    }
    if (now.isBefore(care.retryAt)) {
      return Duration.between(now, care.retryAt).plusMillis(1);
    }
    care.retryAt = null;
    care.wasHealthy = false;
    try {
      for (InstanceDesired.UnitDesired unit : desired.units()) {
        if (!seen.unit(unit.name()).skipped()) {
          var step = new Step.Act(Units.Verb.RESTART, unit.name(), reason);
          hands.take(step, desired, recorder.ensure(desired, true, Map.of()).before(), false);
          care.done.add(step.done() + ": " + reason);
        }
      }
    } catch (HostFailure e) {
      return failed(desired, generation, care, Decision.Phase.RUN, e);
    }
    care.startingUntil = clock.instant().plus(START_LIMIT);
    return POLL;
  }

  private Duration failed(
      InstanceDesired desired,
      long generation,
      Care care,
      Decision.Phase phase,
      HostFailure failure) {
    String message = String.valueOf(failure.getMessage());
    boolean passing = failure.kind() == HostFailure.Kind.LOCKED;
    if (!message.equals(care.lastFailure) && !passing) {
      telling.event(desired.service(), Kind.FAILED, generation, message);
    }
    care.lastFailure = message;
    Duration wait = care.failed(failure.kind());
    care.notBefore = clock.instant().plus(wait);
    bulletin.tell(
        desired,
        care,
        passing ? State.APPLYING : State.FAILED,
        phase,
        Answer.no(failure.kind().word(), message));
    return wait;
  }
}
