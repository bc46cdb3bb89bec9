package io.kitward.connector.operation;

import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.protocol.FoundTool;
import io.kitward.protocol.FoundTool.Relation;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Which management tools are on a node, and whose they are. Pure. */
final class Inventory {

  private Inventory() {}

  /** Every unit by which one of them would be known. */
  static Set<String> units(List<Operation.Tool> tools) {
    var names = new TreeSet<String>();
    tools.forEach(tool -> names.addAll(tool.units()));
    return names;
  }

  /**
   * The tools that are there or wanted, by name.
   *
   * @param tools what is known of tools at all; of those that are not wanted only these are found
   * @param claimed a sentence for each part of a tool that Puppet manages
   */
  static List<FoundTool> of(
      List<Operation.Tool> tools,
      List<InstanceDesired> desired,
      List<InstanceObserved> observed,
      SortedMap<String, Packages.Known> known,
      Map<String, Units.Seen> units,
      Function<Operation.Tool, List<String>> claimed) {
    var wanted = new TreeMap<String, InstanceDesired>();
    var leaving = new TreeSet<String>();
    var ours = new TreeSet<String>();
    for (InstanceDesired one : desired) {
      if (one.ensure() == Ensure.PRESENT) {
        wanted.put(one.service(), one);
        names(one).forEach(ours::add);
      } else {
        leaving.add(one.service());
      }
    }
    var found = new ArrayList<FoundTool>();
    for (Operation.Tool tool : tools) {
      boolean isWanted = wanted.containsKey(tool.service());
      var packages = new TreeMap<String, String>();
      var running = new TreeMap<String, String>();
      for (String name : tool.packages()) {
        Packages.Known one = known.get(name);
        if (one != null && one.installed() && (isWanted || !ours.contains(name))) {
          packages.put(name, one.version());
        }
      }
      for (String name : tool.units()) {
        Units.Seen one = units.get(name);
        if (one != null && one.exists() && (isWanted || !ours.contains(name))) {
          running.put(name, one.activity());
        }
      }
      if (isWanted) {
        found.add(wanted(tool, observed, packages, running, claimed));
      } else if (leaving.contains(tool.service())) {
        found.add(new FoundTool(tool.service(), Relation.LEAVING, packages, running, List.of()));
      } else if (!packages.isEmpty() || !running.isEmpty()) {
        List<String> theirs = claimed.apply(tool);
        found.add(
            new FoundTool(
                tool.service(),
                Relation.FOREIGN,
                packages,
                running,
                theirs,
                theirs.isEmpty() ? "" : FoundTool.PUPPET,
                List.of()));
      }
    }
    return found;
  }

  /** What an instance is known by. */
  private static Stream<String> names(InstanceDesired instance) {
    return Stream.concat(
        instance.packages().stream().map(InstanceDesired.PackageDesired::name),
        instance.units().stream().map(InstanceDesired.UnitDesired::name));
  }

  private static FoundTool wanted(
      Operation.Tool tool,
      List<InstanceObserved> observed,
      Map<String, String> packages,
      Map<String, String> units,
      Function<Operation.Tool, List<String>> claimed) {
    var discovery =
        observed.stream()
            .filter(one -> one.service().equals(tool.service()))
            .map(InstanceObserved::discovery)
            .findFirst()
            .orElse(InstanceObserved.Discovery.MANAGED);
    Relation relation =
        switch (discovery.relation()) {
          case MANAGED -> Relation.MANAGED;
          case ADOPTABLE -> Relation.ADOPTABLE;
          case RIVAL, CONTESTED -> Relation.CONFLICT;
        };
    boolean rival =
        discovery.relation() == InstanceObserved.Relation.RIVAL
            || (relation != Relation.MANAGED && !claimed.apply(tool).isEmpty());
    return new FoundTool(
        tool.service(),
        relation,
        packages,
        units,
        discovery.lines(),
        rival ? FoundTool.PUPPET : "",
        discovery.changes());
  }
}
