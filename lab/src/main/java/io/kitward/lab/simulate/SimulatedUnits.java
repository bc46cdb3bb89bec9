package io.kitward.lab.simulate;

import io.kitward.connector.host.Units;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** An init system in memory that knows every unit. Thread-safe. */
final class SimulatedUnits implements Units {

  private final Set<String> enabled = new HashSet<>();
  private final Set<String> active = new HashSet<>();

  @Override
  public synchronized Map<String, Seen> look(Collection<String> units) {
    var found = new HashMap<String, Seen>();
    for (String unit : units) {
      boolean runs = active.contains(unit);
      found.put(
          unit,
          new Seen(
              enabled.contains(unit) ? "enabled" : "disabled",
              runs ? "active" : "inactive",
              runs ? "running" : "dead",
              false,
              false,
              false));
    }
    return found;
  }

  @Override
  public synchronized void act(Verb verb, String unit) {
    switch (verb) {
      case ENABLE -> enabled.add(unit);
      case DISABLE -> enabled.remove(unit);
      case START, RESTART, RELOAD -> active.add(unit);
      case STOP -> active.remove(unit);
      case MASK, UNMASK, RESET_FAILED -> {
        // nothing is ever masked or failed here
      }
    }
  }

  @Override
  public void reloadAll() {}

  @Override
  public void watch(Collection<String> units, Consumer<String> changed) {}
}
