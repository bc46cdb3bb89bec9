package io.kitward.connector.apply;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Units;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** An init system in memory: a unit runs with the files as they were when it was started. */
final class MachineUnits implements Units {

  /** How a unit takes a configuration that it cannot read. */
  enum Temper {
    /** Starting it fails. */
    REFUSES,
    /** It starts and falls over right afterwards. */
    DIES
  }

  private static final String WAITING = "activating";

  private record Unit(String enablement, String activity, String runsWith) {}

  private final Fuse fuse;
  private final MachineFiles files;
  private final TreeMap<String, Unit> units = new TreeMap<>();
  private final Map<String, String> configuration = new HashMap<>();
  private final Map<String, Integer> startsOf = new HashMap<>();
  private Predicate<String> broken = text -> false;
  private Temper temper = Temper.REFUSES;
  private int starts;

  MachineUnits(Fuse fuse, MachineFiles files) {
    this.fuse = fuse;
    this.files = files;
  }

  /** The file that a unit reads when it starts. */
  void reads(String unit, String path) {
    configuration.put(unit, path);
  }

  /** Texts with which units do not come up. */
  void breakOn(Predicate<String> texts, Temper how) {
    broken = texts;
    temper = how;
  }

  /** What a running unit read when it was started; empty when it does not run. */
  String runsWith(String unit) {
    Unit one = units.get(unit);
    return one == null ? "" : one.runsWith();
  }

  /** It falls over, and the init system pauses for long before it starts it again. */
  void fallsOverAndWaits(String unit) {
    units.computeIfPresent(unit, (name, one) -> new Unit(one.enablement(), WAITING, ""));
  }

  /** How often any unit was started, in vain or not. */
  int starts() {
    return starts;
  }

  Map<String, String> states() {
    var states = new TreeMap<String, String>();
    units.forEach((name, one) -> states.put(name, one.toString()));
    return states;
  }

  /** A package brings a unit, which is enabled and started. */
  void ship(String unit) {
    String enablement = units.getOrDefault(unit, new Unit("enabled", "", "")).enablement();
    units.put(unit, new Unit(enablement, "inactive", ""));
    if (enablement.equals("enabled")) {
      start(unit);
    }
  }

  /** Its package takes a unit away; a mask stays. */
  void withdraw(String unit) {
    units.remove(unit);
  }

  void set(String unit, String enablement, boolean active) {
    units.put(unit, new Unit(enablement, "inactive", ""));
    if (active) {
      start(unit);
    }
  }

  @Override
  public Map<String, Seen> look(Collection<String> asked) {
    var found = new HashMap<String, Seen>();
    for (String name : asked) {
      Unit unit = units.getOrDefault(name, new Unit("", "inactive", ""));
      String sub = unit.activity().equals(WAITING) ? "auto-restart" : "";
      found.put(name, new Seen(unit.enablement(), unit.activity(), sub, false, false, false));
    }
    return found;
  }

  @Override
  public void act(Verb verb, String name) {
    Unit unit = units.get(name);
    if (unit == null && verb != Verb.RESET_FAILED) {
      throw new HostFailure(HostFailure.Kind.FAILED, "Unit " + name + " not found.");
    }
    if (unit != null) {
      fuse.burn(() -> act(verb, name, unit));
    }
  }

  private void act(Verb verb, String name, Unit unit) {
    switch (verb) {
      case ENABLE, UNMASK ->
          units.put(name, enablement(unit, verb == Verb.ENABLE ? "enabled" : "disabled"));
      case DISABLE -> units.put(name, enablement(unit, "disabled"));
      case MASK -> units.put(name, enablement(unit, "masked"));
      case STOP -> units.put(name, new Unit(unit.enablement(), "inactive", ""));
      case RESET_FAILED -> {
        if (unit.activity().equals("failed")) {
          units.put(name, new Unit(unit.enablement(), "inactive", ""));
        }
      }
      case START, RESTART, RELOAD -> {
        if (verb != Verb.START || !unit.activity().equals("active")) {
          start(name);
        }
      }
    }
  }

  private static Unit enablement(Unit unit, String enablement) {
    return new Unit(enablement, unit.activity(), unit.runsWith());
  }

  /** How often a unit was started. */
  int starts(String unit) {
    return startsOf.getOrDefault(unit, 0);
  }

  private void start(String name) {
    startsOf.merge(name, 1, Integer::sum);
    starts++;
    Unit unit = units.getOrDefault(name, new Unit("enabled", "", ""));
    String path = configuration.getOrDefault(name, "");
    String text = files.there(path) ? files.text(path) : "";
    if (broken.test(text)) {
      units.put(name, new Unit(unit.enablement(), "failed", ""));
      if (temper == Temper.REFUSES) {
        throw new HostFailure(HostFailure.Kind.FAILED, "start " + name + ": cannot read its file");
      }
    } else {
      units.put(name, new Unit(unit.enablement(), "active", text));
    }
  }

  @Override
  public void reloadAll() {}

  @Override
  public void watch(Collection<String> units, Consumer<String> changed) {}
}
