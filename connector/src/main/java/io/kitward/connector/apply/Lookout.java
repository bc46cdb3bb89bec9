package io.kitward.connector.apply;

import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks after an instance of which nothing may be changed now: says how it is and what differs. */
final class Lookout {

  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final Host host;
  private final NodeState state;
  private final Telling telling;
  private final Checkup checkup;

  Lookout(Host host, NodeState state, Telling telling, Clock clock) {
    this.host = host;
    this.state = state;
    this.telling = telling;
    this.checkup = new Checkup(host, clock);
  }

  /** One look; returns how long to wait before the next. */
  Duration look(InstanceDesired desired, long generation, Care care) {
    care.drift.clear();
    String why = Standing.why(care.stance());
    List<Answer> answers =
        desired.ensure() == Ensure.PRESENT
            ? answers(desired, care)
            : Conditions.all(
                Answer.unknown(Standing.word(care.stance()), "it is not taken away: " + why));
    boolean wanted = desired.ensure() == Ensure.PRESENT && care.drift.isEmpty();
    if (!wanted
        && care.stance().mode() == InstanceDesired.Mode.OBSERVE
        && care.first(Care.Told.REFUSED, desired.hash())) {
      telling.event(desired.service(), Kind.REFUSED, generation, "nothing is changed: " + why);
    }
    telling.observe(
        desired,
        care,
        wanted ? desired.hash() : "",
        wanted ? State.SETTLED : State.FAILED,
        answers,
        Telling.versions(desired, host),
        List.of());
    return AGAIN;
  }

  private List<Answer> answers(InstanceDesired desired, Care care) {
    Seen seen = Seen.of(desired, host);
    var secrets = state.secrets();
    var answers = new ArrayList<Answer>();
    answers.add(
        desired.packages().isEmpty()
            ? Answer.NOT_APPLICABLE
            : answer(Decision.Phase.INSTALL, "Installed", desired, seen, secrets, care));
    answers.add(
        desired.files().isEmpty()
            ? Answer.NOT_APPLICABLE
            : answer(Decision.Phase.CONFIGURE, "Configured", desired, seen, secrets, care));
    answers.add(
        desired.units().isEmpty()
            ? Answer.NOT_APPLICABLE
            : answer(Decision.Phase.RUN, "Running", desired, seen, secrets, care));
    Optional<String> failing = checkup.failing(desired, seen, care);
    failing.ifPresent(care.drift::add);
    answers.add(
        Conditions.checked(desired)
            ? failing
                .map(reason -> Answer.no("CheckFailed", reason))
                .orElse(Answer.yes("ChecksHold"))
            : Answer.NOT_APPLICABLE);
    return answers;
  }

  private static Answer answer(
      Decision.Phase phase,
      String word,
      InstanceDesired desired,
      Seen seen,
      Map<String, String> secrets,
      Care care) {
    String gap;
    try {
      Decision decision = Decision.gaps(phase, desired, seen, secrets);
      decision.steps().forEach(step -> care.drift.add(step.because()));
      gap = decision.reasons();
      if (gap.isEmpty() && !decision.changing().isEmpty()) {
        gap = String.join(", ", decision.changing()) + " is on its way to another state";
        care.drift.add(gap);
      }
    } catch (HostFailure e) {
      gap = String.valueOf(e.getMessage());
      care.drift.add(gap);
    }
    return gap.isEmpty() ? Answer.yes(word) : Answer.no(Standing.word(care.stance()), gap);
  }
}
