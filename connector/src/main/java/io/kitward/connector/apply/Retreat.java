package io.kitward.connector.apply;

import io.kitward.connector.apply.Conditions.Answer;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.NodeState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved.State;
import io.kitward.protocol.NodeEvent.Kind;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Goes back to the files with which a service last worked when it does not come up with new ones.
 */
final class Retreat {

  private final NodeState state;
  private final Hands hands;
  private final Bulletin bulletin;
  private final Telling telling;
  private final Clock clock;

  Retreat(NodeState state, Hands hands, Bulletin bulletin, Telling telling, Clock clock) {
    this.state = state;
    this.hands = hands;
    this.bulletin = bulletin;
    this.telling = telling;
    this.clock = clock;
  }

  /** Whether there is something to go back to. */
  static boolean possible(Before before) {
    return !before.previous().isEmpty();
  }

  /** A unit that was started with new files and fell over, in words. */
  static Optional<String> cause(InstanceDesired desired, Seen seen, Before before) {
    return possible(before)
        ? desired.units().stream()
            .map(InstanceDesired.UnitDesired::name)
            .filter(
                name ->
                    seen.unit(name).activity().equals("failed") && !before.pending().contains(name))
            .map(name -> name + " has failed")
            .findFirst()
        : Optional.empty();
  }

  /** A unit does not come up with the new files: what they held when it last did is put back. */
  Duration take(Turn turn, Before before, String reason) {
    var paths = before.previous().keySet();
    String message =
        "with the new "
            + String.join(", ", paths)
            + " "
            + reason
            + "; what was there before is back";
    hands.fallBack(turn.desired(), before);
    boolean news = turn.care().fellBack(paths, message, clock.instant());
    if (news) {
      telling.event(turn.service(), Kind.FAILED, turn.generation(), message);
    }
    if (!turn.fresh()) {
      state.progress(turn.service(), new NodeState.Progress("", false, List.of()));
    }
    bulletin.tell(
        turn.desired(),
        turn.care(),
        State.FAILED,
        Decision.Phase.RUN,
        Answer.unknown("FallingBack", "it is started again with what was there before"));
    return Duration.ZERO;
  }
}
