package io.kitward.connector.apply;

import io.kitward.connector.state.Before;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.HookDesired;
import io.kitward.protocol.InstanceDesired.Moment;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import java.util.List;
import java.util.regex.Pattern;

/** What a change brings with it: units to restart, files to read anew, hooks to run. Pure. */
final class Owed {

  private static final Pattern UNIT_FILES =
      Pattern.compile("/(?:etc|run|lib|usr/lib|usr/local/lib)/systemd/system/.+");

  private Owed() {}

  /** The units that a change of this file concerns. */
  static List<String> units(InstanceDesired desired, FileDesired file) {
    return desired.units().stream()
        .map(UnitDesired::name)
        .filter(name -> file.concerns().isEmpty() || file.concerns().contains(name))
        .toList();
  }

  /** What the machine must read anew after a change of this file; empty for nothing. */
  static String reading(FileDesired file) {
    return isUnitFile(file.path()) ? Before.UNITS : "";
  }

  /** Whether a path is where the init system reads units and their drop-ins. */
  static boolean isUnitFile(String path) {
    return UNIT_FILES.matcher(path).matches();
  }

  /** The hooks of a moment, unless they ran for this desired instance since they last fell due. */
  static List<Step> hooks(Moment moment, InstanceDesired desired, Before before) {
    List<HookDesired> hooks = of(moment, desired);
    return hooks.isEmpty() || desired.hash().equals(before.hooks().get(moment.name()))
        ? List.of()
        : List.of(
            new Step.Hooks(moment, hooks, "its " + Step.words(moment) + " hooks have not run"));
  }

  /** The hooks of a moment. */
  static List<HookDesired> of(Moment moment, InstanceDesired desired) {
    return desired.hooks().stream().filter(hook -> hook.moment() == moment).toList();
  }
}
