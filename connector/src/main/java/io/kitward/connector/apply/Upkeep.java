package io.kitward.connector.apply;

import io.kitward.connector.apply.Care.Told;
import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.Check;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
  private static final int ROUNDS = 12;

  private final Host host;
  private final NodeState state;
  private final Recorder recorder;
  private final Hands hands;
  private final Telling telling;
  private final Clock clock;

  Upkeep(Host host, NodeState state, Recorder recorder, Hands hands, Telling telling, Clock clock) {
    this.host = host;
    this.state = state;
    this.recorder = recorder;
    this.hands = hands;
    this.telling = telling;
    this.clock = clock;
  }

  /** One call; returns how long to wait before the next. */
  Duration tend(InstanceDesired desired, long generation, Care care) {
    Instant now = clock.instant();
    if (care.notBefore.isAfter(now)) {
      return Duration.between(now, care.notBefore).plusMillis(1);
    }
    boolean fresh = fresh(desired);
    Recorder.Recorded recorded = recorder.ensure(desired);
    if (recorded.added()) {
      telling.event(desired.service(), Kind.RECORDED, generation, "recorded what was there before");
    }
    Before before = recorded.before();
    Decision decision = null;
    Seen seen = Seen.of(desired, host);
    Decision.Phase reached = Decision.Phase.INSTALL;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        decision = Decision.of(desired, seen, state.secrets(), before.pending());
        reached = decision.phase();
        if (fresh) {
          milestones(desired, generation, care, reached);
        }
        if (decision.steps().isEmpty()) {
          break;
        }
        if (!fresh
            && care.done.isEmpty()
            && !drifted(desired, generation, care, decision.steps())) {
          tell(desired, care, State.FAILED, reached, Answer.no("UndoneAgain", reasons(decision)));
          return Duration.ofSeconds(30);
        }
        tell(desired, care, State.APPLYING, reached, Answer.unknown("Applying", reasons(decision)));
        if (fresh && care.first(Told.ACTING, desired.hash())) {
          telling.event(desired.service(), Kind.ACTING, generation, reasons(decision));
        }
        for (Step step : decision.steps()) {
          before = hands.take(step, desired, before);
          care.done.add(step.done() + ": " + step.because());
        }
        care.startingUntil = clock.instant().plus(START_LIMIT);
        seen = Seen.of(desired, host);
      }
    } catch (HostFailure e) {
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
              decision == null ? "nothing decided" : reasons(decision) + ", again and again"));
    }
    if (!decision.changing().isEmpty()) {
      return changing(desired, generation, care, seen, decision.changing());
    }
    care.changingSince = null;
    if (fresh) {
      care.freshHash = desired.hash();
      state.progress(desired.service(), new NodeState.Progress(desired.hash(), false, List.of()));
    }
    return health(desired, generation, care, seen);
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
      InstanceDesired desired, long generation, Care care, Seen seen, List<String> units) {
    Instant now = clock.instant();
    Instant since = care.changingSince == null ? now : care.changingSince;
    care.changingSince = since;
    boolean late = !now.isBefore(since.plus(CHANGE_PATIENCE));
    String unit = units.getFirst();
    String message =
        unit + " is " + seen.unit(unit).activity() + " (" + seen.unit(unit).sub() + ")";
    if (late && !fresh(desired) && care.drift.add(message)) {
      telling.event(desired.service(), Kind.DRIFTED, generation, message);
    }
    if (late || fresh(desired)) {
      tell(
          desired,
          care,
          State.APPLYING,
          Decision.Phase.RUN,
          late ? Answer.no("Changing", message) : Answer.unknown("Changing", message));
    }
    return late ? Duration.ofSeconds(1) : POLL;
  }

  private Duration health(InstanceDesired desired, long generation, Care care, Seen seen) {
    Optional<String> failing = failing(desired, seen);
    if (failing.isEmpty()) {
      return healthy(desired, generation, care, seen);
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
      tell(desired, care, State.APPLYING, seen, Answer.unknown("Starting", failing.get()));
      return POLL;
    }
    return unhealthy(desired, generation, care, seen, failing.get());
  }

  private Duration healthy(InstanceDesired desired, long generation, Care care, Seen seen) {
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
    tell(desired, care, State.SETTLED, seen, Answer.yes("ChecksHold"));
    return STEADY;
  }

  private Duration unhealthy(
      InstanceDesired desired, long generation, Care care, Seen seen, String reason) {
    Instant now = clock.instant();
    if (care.drift.add(reason)) {
      telling.event(
          desired.service(), care.wasHealthy ? Kind.DRIFTED : Kind.FAILED, generation, reason);
    }
    tell(desired, care, State.FAILED, seen, Answer.no("CheckFailed", reason));
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
          hands.take(step, desired, recorder.ensure(desired).before());
          care.done.add(step.done() + ": " + reason);
        }
      }
    } catch (HostFailure e) {
      return failed(desired, generation, care, Decision.Phase.RUN, e);
    }
    care.startingUntil = clock.instant().plus(START_LIMIT);
    return POLL;
  }

  private Optional<String> failing(InstanceDesired desired, Seen seen) {
    for (Check check : desired.checks()) {
      Optional<String> reason =
          check instanceof Check.UnitActive(String unit)
              ? unitFailing(unit, seen)
              : host.probes().failing(check);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private Optional<String> unitFailing(String unit, Seen seen) {
    Units.Seen now =
        seen.units().containsKey(unit)
            ? seen.unit(unit)
            : host.units().look(List.of(unit)).getOrDefault(unit, seen.unit(unit));
    return now.active() || now.skipped()
        ? Optional.empty()
        : Optional.of(unit + " is " + (now.activity().isEmpty() ? "unknown" : now.activity()));
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
    tell(
        desired,
        care,
        passing ? State.APPLYING : State.FAILED,
        phase,
        Answer.no(failure.kind().word(), message));
    return wait;
  }

  private void tell(
      InstanceDesired desired, Care care, State now, Decision.Phase phase, Answer gap) {
    Answer health = Answer.unknown("Waiting", "waits for what comes before it");
    observe(desired, care, now, Conditions.answers(desired, phase, gap, health));
  }

  private void tell(InstanceDesired desired, Care care, State now, Seen seen, Answer health) {
    var answers =
        new ArrayList<>(
            Conditions.answers(desired, Decision.Phase.DONE, Answer.NOT_APPLICABLE, health));
    if (desired.units().stream().anyMatch(unit -> seen.unit(unit.name()).skipped())) {
      answers.set(
          2,
          new Answer(
              io.kitward.protocol.Condition.Status.NOT_APPLICABLE,
              "ConditionNotMet",
              "systemd does not start it here: this machine lacks one of the unit's conditions"));
    }
    observe(desired, care, now, answers);
  }

  private void observe(InstanceDesired desired, Care care, State now, List<Answer> answers) {
    telling.observe(
        desired,
        care,
        state
            .progress(desired.service())
            .filter(p -> !p.removed())
            .map(NodeState.Progress::hash)
            .orElse(""),
        now,
        answers,
        Telling.versions(desired, host),
        List.of());
  }

  private static String reasons(Decision decision) {
    return String.join("; ", decision.steps().stream().map(Step::because).distinct().toList());
  }
}
