package io.kitward.connector.apply;

import io.kitward.connector.apply.Care.Told;
import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.apply.Ladder.Move;
import io.kitward.connector.apply.Ladder.Rung;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Repairs a service: says whether it may be touched now, climbs the ladder when a repair did not
 * help, and gives up.
 */
final class Recovery {

  /** How often a service is started by itself within 24 hours when its document says nothing. */
  static final int STARTS_PER_DAY = 40;

  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private final NodeState state;
  private final Hands hands;
  private final Bulletin bulletin;
  private final Telling telling;
  private final Clock clock;

  Recovery(NodeState state, Hands hands, Bulletin bulletin, Telling telling, Clock clock) {
    this.state = state;
    this.hands = hands;
    this.bulletin = bulletin;
    this.telling = telling;
    this.clock = clock;
  }

  /**
   * A repair is about to begin; returns how long to wait instead when it must not: the starts of
   * the day are used up, or it keeps being undone.
   */
  Optional<Duration> hindrance(Turn turn, Decision decision, Seen seen) {
    Care care = turn.care();
    Instant now = clock.instant();
    String reasons = decision.reasons();
    String word = Cause.of(decision, seen).word();
    if (exhausted(turn, decision.starts(), now)) {
      giveUp(turn);
      bulletin.tell(
          turn.desired(),
          care,
          State.FAILED,
          decision.phase(),
          Answer.no("GaveUp", reasons + "; " + care.gaveUp));
      return Optional.of(LOOK);
    }
    Instant at = care.pace.next(now);
    if (at.isAfter(now)) {
      care.next = "repair it at " + at;
      bulletin.tell(
          turn.desired(),
          care,
          State.FAILED,
          decision.phase(),
          Answer.no(
              word, reasons + "; repairs are undone again and again, so they are seldom now"));
      return Optional.of(shorter(Duration.between(now, at).plusMillis(1)));
    }
    return Optional.empty();
  }

  /** A repair begins: it counts. */
  void begins(Turn turn, Decision decision, Cause cause) {
    Care care = turn.care();
    Instant now = clock.instant();
    if (care.pace.repaired(now, cause.done(), startsPerDay(turn.desired())) == Pace.News.FLAPPING) {
      telling.event(
          turn.service(),
          Kind.FLAPPING,
          turn.generation(),
          "its repairs are undone again and again ("
              + decision.reasons()
              + "): from now on it is repaired once a minute at most, and not told each time");
    }
    if (decision.starts()) {
      care.tried(Rung.RESTART, now);
      starts(turn, now);
    }
  }

  /** The service works, and nothing had to be done just now. */
  void works(Turn turn) {
    if (turn.care().pace.works(clock.instant()) == Pace.News.CALM) {
      telling.event(
          turn.service(),
          Kind.RESUMED,
          turn.generation(),
          "its repairs hold again: from now on it is repaired at once");
    }
  }

  /**
   * What was tried did not help: takes the next rung, or waits for it.
   *
   * @param phase the first phase that is not done; {@code DONE} when a check fails
   * @param cause the word for what is wrong
   * @param because what is wrong
   */
  Duration climb(
      Turn turn, Seen seen, Before before, Decision.Phase phase, String cause, String because) {
    Care care = turn.care();
    Instant now = clock.instant();
    inVain(turn, because);
    if (exhausted(turn, true, now)) {
      giveUp(turn);
      return later(turn, seen, phase, "GaveUp", because + "; " + care.gaveUp, LOOK);
    }
    boolean packaged = !turn.desired().packages().isEmpty();
    return switch (Ladder.next(care.tries, packaged, now)) {
      case Move.Wait(Instant until, Rung next, boolean givenUp) -> {
        care.next = next.word() + " it at " + until;
        if (givenUp) {
          care.gaveUp =
              "what Kitward can do did not help; it is tried again about every half hour, and at"
                  + " once after: kitward-connector resume "
                  + turn.service();
          giveUp(turn);
        }
        yield later(
            turn,
            seen,
            phase,
            givenUp ? "GaveUp" : cause,
            givenUp ? because + "; " + care.gaveUp : because,
            shorter(Duration.between(now, until).plusMillis(1)));
      }
      case Move.Take(Rung rung) -> take(turn, seen, before, phase, rung, cause, because);
    };
  }

  private Duration take(
      Turn turn,
      Seen seen,
      Before before,
      Decision.Phase phase,
      Rung rung,
      String cause,
      String because) {
    Care care = turn.care();
    care.next = "";
    care.trying = rung.word() + ", since " + because;
    bulletin.tell(turn.desired(), care, State.APPLYING, seen, phase, Answer.no(cause, because));
    String failure = "";
    Before after = before;
    try {
      for (Step step : Rungs.steps(rung, turn.desired(), seen, state.secrets(), because)) {
        after = hands.take(step, turn.desired(), after, false);
        care.done.add(step.done() + ": " + because);
      }
    } catch (HostFailure e) {
      failure = String.valueOf(e.getMessage());
    }
    Instant now = clock.instant();
    care.tried(rung, now);
    starts(turn, now);
    care.actedAt = now;
    care.startingUntil = now.plus(START_LIMIT);
    if (!failure.isEmpty()) {
      care.lastFailure = failure;
      inVain(turn, failure);
    }
    return Duration.ZERO;
  }

  /** Says once how the last try ended. */
  void inVain(Turn turn, String reason) {
    Care care = turn.care();
    if (!care.trying.isEmpty()) {
      telling.event(
          turn.service(), Kind.TRIED, turn.generation(), care.trying + ": did not help: " + reason);
      care.trying = "";
    }
  }

  private Duration later(
      Turn turn, Seen seen, Decision.Phase phase, String word, String message, Duration wait) {
    bulletin.tell(turn.desired(), turn.care(), State.FAILED, seen, phase, Answer.no(word, message));
    return wait;
  }

  private void giveUp(Turn turn) {
    if (turn.care().first(Told.GAVE_UP, turn.desired().hash())) {
      telling.event(turn.service(), Kind.GAVE_UP, turn.generation(), turn.care().gaveUp);
    }
  }

  /** Whether no start is left; remembered until a person continues or something else is desired. */
  private boolean exhausted(Turn turn, boolean starts, Instant now) {
    InstanceDesired desired = turn.desired();
    var treatment = state.treatment(desired.service());
    int most = startsPerDay(desired);
    boolean latched = treatment.exhausted().equals(desired.hash());
    if (!latched && starts && treatment.startsWithinADay(now) >= most) {
      state.treatment(desired.service(), treatment.exhaustedFor(desired.hash()));
      latched = true;
    }
    if (latched) {
      turn.care().gaveUp =
          "it was started "
              + most
              + " times within 24 hours, so only a person continues: kitward-connector resume "
              + desired.service();
      turn.care().next = "";
    }
    return latched;
  }

  private void starts(Turn turn, Instant now) {
    state.treatment(turn.service(), state.treatment(turn.service()).started(now));
  }

  static int startsPerDay(InstanceDesired desired) {
    int own = desired.conduct().startsPerDay();
    return own > 0 ? own : STARTS_PER_DAY;
  }

  private static Duration shorter(Duration wait) {
    return wait.compareTo(LOOK) < 0 ? wait : LOOK;
  }
}
