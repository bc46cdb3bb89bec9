package io.kitward.connector.apply;

import io.kitward.connector.config.Limits;
import io.kitward.connector.state.Treatment.Suspension;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Mode;
import io.kitward.protocol.InstanceObserved.Stance;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a service is treated now, by what its policy, the node's owner and persons say: whoever wants
 * the least to be changed wins. Pure.
 */
final class Standing {

  static final String POLICY = "its policy";
  static final String LIMITS = "limits.mode in this node's connector.yaml";

  private Standing() {}

  /**
   * Decides.
   *
   * @param node what a person asked for of all services; null: nothing, or it is over
   * @param service what a person asked for of this one
   */
  static Stance of(
      Conduct conduct,
      Limits.Mode limits,
      @Nullable Suspension node,
      @Nullable Suspension service,
      Instant now) {
    Suspension person = later(node, service);
    if (person != null) {
      return new Stance(Mode.SUSPENDED, person.until(), person.by(), person.reason(), "");
    }
    Instant until = conduct.suspendedUntil();
    if (conduct.mode() == Mode.SUSPENDED && (until == null || now.isBefore(until))) {
      return new Stance(Mode.SUSPENDED, until, POLICY, "", "");
    }
    if (limits == Limits.Mode.OBSERVE) {
      return new Stance(Mode.OBSERVE, null, LIMITS, "", "");
    }
    return conduct.mode() == Mode.OBSERVE
        ? new Stance(Mode.OBSERVE, null, POLICY, "", "")
        : Stance.USUAL;
  }

  private static @Nullable Suspension later(@Nullable Suspension one, @Nullable Suspension other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.until().isBefore(other.until()) ? other : one;
  }

  /** Why nothing is changed, as a part of a sentence; empty when things are. */
  static String why(Stance stance) {
    return switch (stance.mode()) {
      case ENFORCE -> "";
      case OBSERVE ->
          stance.by().equals(LIMITS)
              ? "this node only observes (" + LIMITS + ")"
              : stance.by() + " only observes it";
      case SUSPENDED -> {
        Instant until = stance.until();
        yield "it is suspended by "
            + stance.by()
            + (until == null ? "" : " until " + until)
            + (stance.reason().isEmpty() ? "" : " (" + stance.reason() + ")");
      }
    };
  }

  /** The word for a condition's reason. */
  static String word(Stance stance) {
    return switch (stance.mode()) {
      case ENFORCE -> "Enforced";
      case OBSERVE -> "Observed";
      case SUSPENDED -> "Suspended";
    };
  }

  /** The mode as people write it. */
  static String word(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }
}
