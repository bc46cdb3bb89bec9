package io.kitward.connector.apply;

import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.host.Host;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.Condition.Status;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import java.util.ArrayList;
import java.util.List;

/**
 * Says how an instance that shall be there is, with what limits it: files that fell back, a lost
 * record.
 */
final class Bulletin {

  private static final Answer CONDITION_NOT_MET =
      new Answer(
          Status.NOT_APPLICABLE,
          "ConditionNotMet",
          "systemd does not start it here: this machine lacks one of the unit's conditions");

  private final Host host;
  private final NodeState state;
  private final Telling telling;

  Bulletin(Host host, NodeState state, Telling telling) {
    this.host = host;
    this.state = state;
    this.telling = telling;
  }

  void tell(InstanceDesired desired, Care care, State now, Decision.Phase phase, Answer gap) {
    Answer health = Answer.unknown("Waiting", "waits for what comes before it");
    observe(desired, care, now, Conditions.answers(desired, phase, gap, health));
  }

  /**
   * Says that something does not work.
   *
   * @param phase the first phase that is not done; {@code DONE} when it is a check that fails
   */
  void tell(
      InstanceDesired desired,
      Care care,
      State now,
      Seen seen,
      Decision.Phase phase,
      Answer answer) {
    if (phase == Decision.Phase.DONE) {
      tell(desired, care, now, seen, answer);
    } else {
      tell(desired, care, now, phase, answer);
    }
  }

  void tell(InstanceDesired desired, Care care, State now, Seen seen, Answer health) {
    var answers =
        new ArrayList<>(
            Conditions.answers(desired, Decision.Phase.DONE, Answer.NOT_APPLICABLE, health));
    if (desired.units().stream().anyMatch(unit -> seen.unit(unit.name()).skipped())) {
      answers.set(2, CONDITION_NOT_MET);
    }
    if (seen.skipped(desired)) {
      answers.set(3, CONDITION_NOT_MET);
    }
    observe(desired, care, now, answers);
  }

  private void observe(InstanceDesired desired, Care care, State now, List<Answer> told) {
    var answers = new ArrayList<>(told);
    Care.Fallen fallen = care.fallen;
    State shown = now;
    if (fallen != null) {
      answers.set(1, Answer.no("FellBack", fallen.reason()));
      shown = now == State.SETTLED ? State.FAILED : now;
    }
    if (!care.lost.isEmpty()) {
      answers.replaceAll(answer -> limited(answer, care.lost));
    }
    telling.observe(
        desired,
        care,
        state
            .progress(desired.service())
            .filter(p -> !p.removed())
            .map(NodeState.Progress::hash)
            .orElse(""),
        shown,
        answers,
        Telling.versions(desired, host),
        List.of());
  }

  private static Answer limited(Answer answer, String lost) {
    return answer.status() == Status.TRUE && answer.message().isEmpty()
        ? new Answer(answer.status(), answer.reason(), "off-boarding will keep it: " + lost)
        : answer;
  }
}
