package io.kitward.connector.apply;

import io.kitward.connector.config.Limits;
import io.kitward.connector.state.NodeState;
import io.kitward.connector.state.Treatment;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.InstanceObserved.Stance;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Decides how each service is treated, ends suspensions that are over, and tells both. */
final class Suspensions {

  private final NodeState state;
  private final Limits.Mode limits;
  private final Telling telling;
  private final Clock clock;

  Suspensions(NodeState state, Limits.Mode limits, Telling telling, Clock clock) {
    this.state = state;
    this.limits = limits;
    this.telling = telling;
    this.clock = clock;
  }

  /** How the service is treated from now on; what changed is told. */
  Stance decide(InstanceDesired instance, long generation, Care care) {
    Instant now = clock.instant();
    String service = instance.service();
    boolean over = end("", now);
    over |= end(service, now);
    Stance next =
        Standing.of(
            instance.conduct(),
            limits,
            state.treatment("").suspendedAt(now),
            state.treatment(service).suspendedAt(now),
            now);
    boolean was = over || care.mode.mode() == Mode.SUSPENDED;
    boolean is = next.mode() == Mode.SUSPENDED;
    if (is && !next.equals(care.mode)) {
      telling.event(
          service, Kind.SUSPENDED, generation, "nothing is changed: " + Standing.why(next));
    } else if (was && !is) {
      telling.event(service, Kind.RESUMED, generation, "it is looked after again");
    }
    Instant until = next.until();
    care.next = is && until != null ? "look after it again at " + until : "";
    return next;
  }

  /** How long to wait, so that the end of a suspension is not missed. */
  Duration shorten(Duration wait, Care care) {
    Instant until = care.mode.until();
    if (until == null) {
      return wait;
    }
    Duration left = Duration.between(clock.instant(), until).plusMillis(1);
    return left.isNegative() ? Duration.ZERO : left.compareTo(wait) < 0 ? left : wait;
  }

  /** Forgets a suspension that is over; whether there was one. */
  private boolean end(String service, Instant now) {
    Treatment kept = state.treatment(service);
    if (kept.suspension() == null || kept.suspendedAt(now) != null) {
      return false;
    }
    state.treatment(service, kept.suspended(null));
    return true;
  }
}
