package io.kitward.connector.apply;

import io.kitward.connector.host.HostFailure;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.OnChange;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Kitward would do first to a tool that it does not touch yet. Pure. */
final class Takeover {

  private Takeover() {}

  /**
   * A sentence for each change; below that of a file, after a line break, the lines that go and
   * come, without values that look like secrets. Empty when all is as desired already.
   */
  static List<String> changes(InstanceDesired desired, Seen seen, Map<String, String> secrets) {
    var changes = new ArrayList<String>();
    var restarted = new LinkedHashSet<String>();
    boolean installs = false;
    for (Decision.Phase phase :
        List.of(Decision.Phase.INSTALL, Decision.Phase.CONFIGURE, Decision.Phase.RUN)) {
      try {
        for (Step step : Decision.gaps(phase, desired, seen, secrets).steps()) {
          installs |= step instanceof Step.Install;
          if (step instanceof Step.Write write) {
            restarted.addAll(write.units());
          }
          changes.add(step.because() + difference(step, desired, seen));
        }
      } catch (HostFailure e) {
        // What a package brings is not there before it.
        if (phase != Decision.Phase.RUN || !installs) {
          changes.add("it cannot be carried out here as it is: " + e.getMessage());
        }
      }
    }
    disturbed(desired, seen, restarted, changes);
    return List.copyOf(changes);
  }

  private static void disturbed(
      InstanceDesired desired, Seen seen, Set<String> units, List<String> changes) {
    for (UnitDesired unit : desired.units()) {
      if (units.contains(unit.name()) && seen.unit(unit.name()).active()) {
        changes.add(
            unit.name()
                + (unit.onChange() == OnChange.RELOAD
                    ? " would be reloaded"
                    : " would be restarted"));
      }
    }
  }

  private static String difference(Step step, InstanceDesired desired, Seen seen) {
    if (!(step instanceof Step.Write write)) {
      return "";
    }
    String path = write.candidate().path();
    var there = seen.files().get(path);
    for (FileDesired file : desired.files()) {
      if (file.path().equals(path) && file.insertAfter().isEmpty()) {
        String now = there == null ? "" : new String(there.content(), StandardCharsets.UTF_8);
        // Secrets stay references: this is shown to people.
        List<String> lines = LineDifference.of(path, now, file.content());
        return lines.size() == 1 ? "" : "\n" + String.join("\n", lines.subList(1, lines.size()));
      }
    }
    return "";
  }
}
