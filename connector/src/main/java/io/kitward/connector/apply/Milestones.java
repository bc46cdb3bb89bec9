package io.kitward.connector.apply;

import io.kitward.connector.apply.Care.Told;
import io.kitward.connector.state.Before;
import io.kitward.protocol.NodeEvent.Kind;

/** Tells how far a new desired instance came, each point once. */
final class Milestones {

  private final Telling telling;

  Milestones(Telling telling) {
    this.telling = telling;
  }

  /** What was there before is in the record now. */
  void recorded(Turn turn, Before before) {
    if (before.lost().isEmpty()) {
      telling.event(
          turn.service(), Kind.RECORDED, turn.generation(), "recorded what was there before");
    } else {
      telling.event(
          turn.service(),
          Kind.KEPT,
          turn.generation(),
          before.lost() + ": it is looked after as before, but off-boarding will keep everything");
    }
  }

  /** The first change is about to be made. */
  void acting(Turn turn, String because) {
    if (turn.care().first(Told.ACTING, turn.desired().hash())) {
      telling.event(turn.service(), Kind.ACTING, turn.generation(), because);
    }
  }

  /** Everything before this phase is done. */
  void reached(Turn turn, Decision.Phase phase) {
    var desired = turn.desired();
    if (!desired.packages().isEmpty() && phase.compareTo(Decision.Phase.INSTALL) > 0) {
      tell(turn, Told.INSTALLED, Kind.INSTALLED, "its packages are installed");
    }
    if (!desired.files().isEmpty() && phase.compareTo(Decision.Phase.CONFIGURE) > 0) {
      tell(turn, Told.CONFIGURED, Kind.CONFIGURED, "its files are written");
    }
    if (!desired.units().isEmpty() && phase == Decision.Phase.DONE) {
      tell(turn, Told.STARTED, Kind.STARTED, "its units run");
    }
  }

  private void tell(Turn turn, Told once, Kind kind, String message) {
    if (turn.care().first(once, turn.desired().hash())) {
      telling.event(turn.service(), kind, turn.generation(), message);
    }
  }
}
