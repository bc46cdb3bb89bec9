package io.kitward.connector.apply;

import io.kitward.protocol.Condition;
import io.kitward.protocol.Condition.Status;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The four conditions that a node can know of an instance. Pure. */
final class Conditions {

  private Conditions() {}

  /** An answer without its time. */
  record Answer(Status status, String reason, String message) {
    static final Answer NOT_APPLICABLE = new Answer(Status.NOT_APPLICABLE, "NotPartOfIt", "");

    static Answer yes(String reason) {
      return new Answer(Status.TRUE, reason, "");
    }

    static Answer no(String reason, String message) {
      return new Answer(Status.FALSE, reason, message);
    }

    static Answer unknown(String reason, String message) {
      return new Answer(Status.UNKNOWN, reason, message);
    }
  }

  /**
   * The answers while the instance is on its way or there.
   *
   * @param phase the first phase that is not done
   * @param gap why it is not done
   * @param health the answer of the checks
   */
  static List<Answer> answers(
      InstanceDesired desired, Decision.Phase phase, Answer gap, Answer health) {
    var answers = new ArrayList<Answer>();
    answers.add(
        answer(desired.packages().isEmpty(), phase, Decision.Phase.INSTALL, gap, "Installed"));
    answers.add(
        answer(desired.files().isEmpty(), phase, Decision.Phase.CONFIGURE, gap, "Configured"));
    answers.add(answer(desired.units().isEmpty(), phase, Decision.Phase.RUN, gap, "Running"));
    answers.add(checked(desired) ? health : Answer.NOT_APPLICABLE);
    return answers;
  }

  /** Whether there is anything that tells whether it works. */
  static boolean checked(InstanceDesired desired) {
    return !desired.checks().isEmpty() || !desired.probes().isEmpty();
  }

  private static Answer answer(
      boolean nothing, Decision.Phase phase, Decision.Phase own, Answer gap, String reason) {
    if (phase == own) {
      return gap;
    }
    if (nothing) {
      return Answer.NOT_APPLICABLE;
    }
    return phase.compareTo(own) > 0
        ? Answer.yes(reason)
        : Answer.unknown("Waiting", "waits for what comes before it");
  }

  /** All four the same. */
  static List<Answer> all(Answer answer) {
    return List.of(answer, answer, answer, answer);
  }

  /** With times: a status that stays keeps the time since when it is so. */
  static List<Condition> at(
      Instant now, List<Answer> answers, @Nullable InstanceObserved previous) {
    var types =
        List.of(
            Condition.Type.INSTALLED,
            Condition.Type.CONFIGURED,
            Condition.Type.RUNNING,
            Condition.Type.HEALTHY);
    var conditions = new ArrayList<Condition>();
    for (int i = 0; i < types.size(); i++) {
      Condition.Type type = types.get(i);
      Answer answer = answers.get(i);
      Instant since = now;
      if (previous != null) {
        for (Condition old : previous.conditions()) {
          if (old.type() == type && old.status() == answer.status()) {
            since = old.since();
          }
        }
      }
      conditions.add(
          new Condition(type, answer.status(), since, answer.reason(), answer.message()));
    }
    return List.copyOf(conditions);
  }
}
