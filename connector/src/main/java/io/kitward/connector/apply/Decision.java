package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.Moment;
import io.kitward.protocol.InstanceDesired.OnChange;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.VersionPolicy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What to do next for an instance that shall be there. Pure: looks at values only, so that asking
 * again after each step, or after a crash, leads to the same end.
 *
 * @param phase the first phase that is not done
 * @param steps what to do for it; empty with {@code DONE}, and while a unit is changing by itself
 * @param changing units that are on their way to another state by themselves
 */
record Decision(Phase phase, List<Step> steps, List<String> changing) {

  /** The phases in their order. */
  enum Phase {
    INSTALL,
    CONFIGURE,
    RUN,
    DONE
  }

  /**
   * Decides.
   *
   * @param before what is recorded of the instance: what is still owed since its last change
   * @throws HostFailure when the next phase cannot be decided, with the reason
   */
  static Decision of(
      InstanceDesired desired, Seen seen, Map<String, String> secrets, Before before) {
    List<Step> sources = Preparation.steps(desired, seen);
    if (!sources.isEmpty()) {
      return new Decision(Phase.INSTALL, sources, List.of());
    }
    List<Step> install = install(desired, seen);
    if (before.unread().contains(Before.LISTS) && (!install.isEmpty() || latest(desired))) {
      Step refresh = new Step.Refresh(desired.repositories(), "a package repository is new");
      return new Decision(Phase.INSTALL, List.of(refresh), List.of());
    }
    if (!install.isEmpty()) {
      List<Step> hooks = Owed.hooks(Moment.BEFORE_INSTALL, desired, before);
      return new Decision(Phase.INSTALL, hooks.isEmpty() ? install : hooks, List.of());
    }
    List<Step> installed = Owed.hooks(Moment.AFTER_INSTALL, desired, before);
    if (!installed.isEmpty()) {
      return new Decision(Phase.INSTALL, installed, List.of());
    }
    List<Step> writes = configure(desired, seen, secrets);
    if (!writes.isEmpty()) {
      return new Decision(Phase.CONFIGURE, writes, List.of());
    }
    List<Step> configured = Owed.hooks(Moment.AFTER_CONFIGURE, desired, before);
    if (!configured.isEmpty()) {
      return new Decision(Phase.CONFIGURE, configured, List.of());
    }
    Decision units = units(desired, seen, before);
    List<Step> started =
        units.phase() == Phase.DONE
            ? Owed.hooks(Moment.AFTER_START, desired, before)
            : List.<Step>of();
    return started.isEmpty() ? units : new Decision(Phase.RUN, started, List.of());
  }

  /**
   * To start one unit for which systemd pauses, and nothing else. By a restart: a mere start would
   * wait for the pause to be over in any systemd before 257.
   */
  static Decision hurry(String unit) {
    return new Decision(
        Phase.RUN,
        List.of(
            new Step.Act(Units.Verb.RESTART, unit, unit + " fell over and systemd lets it wait")),
        List.of());
  }

  /**
   * What a phase still needs, whatever the phases before it need, and leaving hooks aside.
   *
   * @throws HostFailure when it cannot be decided, with the reason
   */
  static Decision gaps(
      Phase phase, InstanceDesired desired, Seen seen, Map<String, String> secrets) {
    return switch (phase) {
      case INSTALL -> {
        conflict(desired, seen)
            .ifPresent(
                reason -> {
                  throw new HostFailure(HostFailure.Kind.CONFLICT, reason);
                });
        var steps = new ArrayList<>(Preparation.steps(desired, seen));
        steps.addAll(install(desired, seen));
        yield new Decision(phase, steps, List.of());
      }
      case CONFIGURE -> new Decision(phase, configure(desired, seen, secrets), List.of());
      case RUN -> units(desired, seen, Before.of(desired.service(), new TreeMap<>(), ""));
      case DONE -> new Decision(phase, List.of(), List.of());
    };
  }

  /** What is on the node and must not be there beside the service; empty when nothing is. */
  static Optional<String> conflict(InstanceDesired desired, Seen seen) {
    for (String name : desired.conflicts().packages()) {
      var known = seen.packages().get(name);
      if (known != null && known.installed()) {
        return Optional.of(
            "package " + name + " is installed and must not be there beside " + desired.service());
      }
    }
    for (String name : desired.conflicts().units()) {
      if (seen.unit(name).active()) {
        return Optional.of(name + " runs and must not run beside " + desired.service());
      }
    }
    return Optional.empty();
  }

  private static boolean latest(InstanceDesired desired) {
    return desired.packages().stream().anyMatch(one -> one.policy() == VersionPolicy.LATEST);
  }

  /** Why there is something to do. */
  String reasons() {
    return String.join("; ", steps.stream().map(Step::because).distinct().toList());
  }

  /** Whether a unit is started or restarted. */
  boolean starts() {
    return steps.stream()
        .anyMatch(
            step ->
                step instanceof Step.Act act
                    && (act.verb() == Units.Verb.START || act.verb() == Units.Verb.RESTART));
  }

  /** Whether a unit that shall run does not. */
  boolean down() {
    return steps.stream()
        .anyMatch(step -> step instanceof Step.Act act && act.verb() == Units.Verb.START);
  }

  /**
   * Writes every file again, also those that are as desired.
   *
   * @throws HostFailure when one cannot be decided, with the reason
   */
  static List<Step> allWrites(
      InstanceDesired desired, Seen seen, Map<String, String> secrets, String because) {
    Seen nothing = seen.withoutFiles();
    var steps = new ArrayList<Step>();
    for (FileDesired file : desired.files()) {
      Seen from = file.insertAfter().isEmpty() ? nothing : seen;
      for (Step step : writes(desired.toBuilder().files(List.of(file)).build(), from, secrets)) {
        steps.add(step instanceof Step.Write write ? write.since(because) : step);
      }
    }
    return steps;
  }

  private static List<Step> install(InstanceDesired desired, Seen seen) {
    var missing = new ArrayList<PackageDesired>();
    var because = new ArrayList<String>();
    for (PackageDesired wanted : desired.packages()) {
      String gap = seen.gaps().get(wanted.name());
      if (gap != null) {
        missing.add(wanted);
        because.add(gap);
      }
    }
    return missing.isEmpty()
        ? List.of()
        : List.of(new Step.Install(missing, String.join(", ", because)));
  }

  private static List<Step> configure(
      InstanceDesired desired, Seen seen, Map<String, String> secrets) {
    var steps = new ArrayList<>(Preparation.folders(desired, seen));
    steps.addAll(writes(desired, seen, secrets));
    return steps;
  }

  private static List<Step> writes(
      InstanceDesired desired, Seen seen, Map<String, String> secrets) {
    var steps = new ArrayList<Step>();
    for (FileDesired file : desired.files()) {
      var there = seen.files().get(file.path());
      try {
        String content = Secrets.fill(file.content(), secrets);
        Step step =
            file.insertAfter().isEmpty()
                ? whole(file, content, there, Owed.units(desired, file), Owed.reading(file))
                : block(desired, file, content, there);
        if (step != null) {
          steps.add(step);
        }
      } catch (IllegalArgumentException e) {
        throw new HostFailure(HostFailure.Kind.FAILED, file.path() + ": " + e.getMessage(), e);
      }
    }
    return steps;
  }

  /** Writes a file unless it is as it shall be. */
  static @Nullable Step whole(
      FileDesired file,
      String content,
      FileTree.@Nullable Seen there,
      List<String> units,
      String unread) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String mode = file.mode().length() == 3 ? "0" + file.mode() : file.mode();
    String because = "";
    if (there == null) {
      because = file.path() + " is missing";
    } else if (!Arrays.equals(bytes, there.content())) {
      because = file.path() + " has another content";
    } else if (!mode.equals(there.mode())) {
      because = file.path() + " has mode " + there.mode() + " instead of " + mode;
    } else if (!file.owner().equals(there.owner()) || !file.group().equals(there.group())) {
      because = file.path() + " belongs to " + there.owner() + ":" + there.group();
    }
    return because.isEmpty()
        ? null
        : new Step.Write(
            new Candidate(file.path(), bytes, file.owner(), file.group(), mode, file.validate()),
            units,
            unread,
            because);
  }

  private static @Nullable Step block(
      InstanceDesired desired, FileDesired file, String content, FileTree.@Nullable Seen there) {
    String service = desired.service();
    if (there == null) {
      throw new IllegalArgumentException("is not there, so nothing can be inserted into it");
    }
    String text = new String(there.content(), StandardCharsets.UTF_8);
    String next = Blocks.with(text, service, content, file.insertAfter());
    if (next.equals(text)) {
      return null;
    }
    return new Step.Write(
        new Candidate(
            file.path(),
            next.getBytes(StandardCharsets.UTF_8),
            there.owner(),
            there.group(),
            there.mode(),
            file.validate()),
        Owed.units(desired, file),
        Owed.reading(file),
        file.path()
            + (Blocks.holds(text, service) ? " has another block" : " has no block")
            + " of kitward "
            + service);
  }

  private static Decision units(InstanceDesired desired, Seen seen, Before before) {
    Set<String> pending = before.pending();
    var steps = new ArrayList<Step>();
    var changing = new ArrayList<String>();
    if (before.unread().contains(Before.UNITS)
        || desired.units().stream().anyMatch(unit -> seen.unit(unit.name()).stale())) {
      return new Decision(
          Phase.RUN, List.of(new Step.ReloadAll("a unit's file changed")), List.of());
    }
    for (InstanceDesired.UnitDesired unit : desired.units()) {
      String name = unit.name();
      Units.Seen now = seen.unit(name);
      if (!now.exists()) {
        throw new HostFailure(HostFailure.Kind.FAILED, "there is no unit " + name);
      }
      if (now.enablement().startsWith("masked")) {
        steps.add(new Step.Act(Units.Verb.UNMASK, name, name + " is masked"));
        steps.add(new Step.Act(Units.Verb.ENABLE, name, name + " is disabled"));
      } else if (now.enablement().equals("disabled")) {
        steps.add(new Step.Act(Units.Verb.ENABLE, name, name + " is disabled"));
      }
      if (now.changing()) {
        changing.add(name);
      } else if (!now.active() && !now.skipped()) {
        String state = now.activity().equals("failed") ? " has failed" : " is stopped";
        if (now.activity().equals("failed")) {
          steps.add(new Step.Act(Units.Verb.RESET_FAILED, name, name + state));
        }
        steps.add(new Step.Act(Units.Verb.START, name, name + state));
      } else if (pending.contains(name)) {
        steps.add(
            new Step.Act(
                unit.onChange() == OnChange.RESTART || before.restarts().contains(name)
                    ? Units.Verb.RESTART
                    : Units.Verb.RELOAD,
                name,
                name + " runs with an older configuration"));
      }
    }
    return new Decision(
        steps.isEmpty() && changing.isEmpty() ? Phase.DONE : Phase.RUN, steps, changing);
  }
}
