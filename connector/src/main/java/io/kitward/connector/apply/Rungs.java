package io.kitward.connector.apply;

import io.kitward.connector.host.Units;
import io.kitward.protocol.InstanceDesired;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What each rung of the ladder consists of. Pure. */
final class Rungs {

  private Rungs() {}

  /**
   * The steps of a rung, in their order.
   *
   * @throws io.kitward.connector.host.HostFailure when a file cannot be decided, with the reason
   */
  static List<Step> steps(
      Ladder.Rung rung,
      InstanceDesired desired,
      Seen seen,
      Map<String, String> secrets,
      String because) {
    var steps = new ArrayList<Step>();
    if (rung == Ladder.Rung.REINSTALL) {
      steps.add(new Step.Reinstall(desired.packages(), because));
    }
    if (rung != Ladder.Rung.RESTART) {
      steps.addAll(Decision.allWrites(desired, seen, secrets, because));
      steps.add(new Step.ReloadAll(because));
    }
    for (InstanceDesired.UnitDesired unit : desired.units()) {
      Units.Seen now = seen.unit(unit.name());
      if (now.skipped()) {
        continue;
      }
      if (now.activity().equals("failed")) {
        steps.add(new Step.Act(Units.Verb.RESET_FAILED, unit.name(), because));
      }
      steps.add(new Step.Act(Units.Verb.RESTART, unit.name(), because));
    }
    return steps;
  }
}
