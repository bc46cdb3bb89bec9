package io.kitward.connector.apply;

import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.state.Before;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Watches over a service that is as desired: tries its checks, says when it works (again), and has
 * it repaired when it does not.
 */
final class Vigil {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  /**
   * Units, files and packages say themselves when they change; only a hung tool is found by this.
   */
  private static final Duration STEADY = Duration.ofSeconds(45);

  private static final Duration SECOND_LOOK = Duration.ofSeconds(2);
  private static final Duration PROOF = Duration.ofSeconds(3);

  private final Checkup checkup;
  private final Retreat retreat;
  private final Recovery recovery;
  private final Hands hands;
  private final Bulletin bulletin;
  private final Telling telling;
  private final Clock clock;

  Vigil(
      Checkup checkup,
      Retreat retreat,
      Recovery recovery,
      Hands hands,
      Bulletin bulletin,
      Telling telling,
      Clock clock) {
    this.checkup = checkup;
    this.retreat = retreat;
    this.recovery = recovery;
    this.hands = hands;
    this.bulletin = bulletin;
    this.telling = telling;
    this.clock = clock;
  }

  /** Packages, files and units are as desired; returns when to look again. */
  Duration keep(Turn turn, Seen seen, Before before) {
    Optional<String> failing = checkup.failing(turn.desired(), seen, turn.care());
    if (failing.isEmpty()) {
      return healthy(turn, seen, before);
    }
    Care care = turn.care();
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
      bulletin.tell(
          turn.desired(), care, State.APPLYING, seen, Answer.unknown("Starting", failing.get()));
      return POLL;
    }
    String hash = turn.desired().hash();
    if (Retreat.possible(before) && !hash.equals(care.blameless)) {
      care.blamed = hash;
      Duration wait = retreat.take(turn, before, failing.get());
      care.leaveFallen(now.plus(START_LIMIT.multipliedBy(2))); // time to see whether it is better
      return wait;
    }
    if (care.fallen != null && hash.equals(care.blamed)) {
      care.blameless = hash; // it is no better with the files from before
      care.fallen = null;
      return Duration.ZERO;
    }
    return unhealthy(turn, seen, before, failing.get());
  }

  private Duration unhealthy(Turn turn, Seen seen, Before before, String reason) {
    Care care = turn.care();
    if (care.drift.add(reason) && !care.pace.flapping()) {
      telling.event(
          turn.service(), care.wasHealthy ? Kind.DRIFTED : Kind.FAILED, turn.generation(), reason);
    }
    care.wasHealthy = false;
    return recovery.climb(turn, seen, before, Decision.Phase.DONE, care.failing.word(), reason);
  }

  private Duration healthy(Turn turn, Seen seen, Before before) {
    InstanceDesired desired = turn.desired();
    Care care = turn.care();
    if (care.freshHash.equals(desired.hash())) {
      care.freshHash = "";
      telling.event(desired.service(), Kind.HEALTHY, turn.generation(), "all its checks hold");
    } else if (!care.drift.isEmpty()) {
      again(turn);
    } else {
      recovery.works(turn);
    }
    care.drift.clear();
    care.done.clear();
    care.bySystemd.clear();
    care.startingUntil = null;
    care.failedChecks = 0;
    care.wasHealthy = true;
    care.succeeded();
    bulletin.tell(desired, care, State.SETTLED, seen, Answer.yes("ChecksHold"));
    return proof(care, before);
  }

  /** It works again: by what was done here, by systemd, or by somebody else. */
  private void again(Turn turn) {
    Care care = turn.care();
    if (care.pace.flapping()) {
      return;
    }
    boolean ours = !care.done.isEmpty();
    if (!ours && !care.bySystemd.isEmpty()) {
      return; // told when it was seen
    }
    int tries = care.tries.size();
    String what = ours ? String.join("; ", care.done) : "it is as desired again";
    telling.event(
        turn.service(),
        Kind.REPAIRED,
        turn.generation(),
        tries > 1 ? what + " (after " + tries + " tries)" : what,
        turn.desired().units().stream().map(InstanceDesired.UnitDesired::name).toList(),
        "");
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
}
