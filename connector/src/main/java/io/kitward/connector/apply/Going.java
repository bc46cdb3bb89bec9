package io.kitward.connector.apply;

import io.kitward.connector.host.Packages;
import io.kitward.connector.state.Before;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which packages go with a service: those that came with it, as long as nothing that others brought
 * would go with them.
 *
 * @param going those that go
 * @param staying those that came with it and stay, with what needs them
 * @param kept those that came with it and that a person asked for since
 */
record Going(
    SortedSet<String> going, SortedMap<String, Set<String>> staying, SortedSet<String> kept) {

  /**
   * Decides.
   *
   * @param needed packages that the services that stay name themselves
   */
  static Going decide(Packages packages, Before before, Set<String> needed) {
    var known = packages.known();
    var staying = new TreeMap<String, Set<String>>();
    var going = new TreeSet<String>();
    before
        .packages()
        .forEach(
            (name, was) -> {
              boolean came = was.status().equals("absent") || was.status().equals("config-files");
              if (came && known.containsKey(name)) {
                going.add(name);
              }
            });
    var kept = new TreeSet<String>();
    var automatic = before.pulledIn().isEmpty() ? Set.<String>of() : packages.automatic();
    for (String name : before.pulledIn()) {
      var one = known.get(name);
      if (one != null && one.installed() && !automatic.contains(name) && !going.contains(name)) {
        kept.add(name);
      } else if (one != null) {
        going.add(name);
      }
    }
    for (String name : needed) {
      if (going.remove(name)) {
        staying.put(name, Set.of(name));
      }
    }
    if (!foreign(packages, known, going, going).isEmpty()) {
      closed(packages, known, going, staying);
    }
    return new Going(going, staying, kept);
  }

  /** Takes out what others need, until nothing of others would go. */
  private static void closed(
      Packages packages,
      SortedMap<String, Packages.Known> known,
      SortedSet<String> going,
      SortedMap<String, Set<String>> staying) {
    boolean stable = false;
    while (!stable) {
      stable = true;
      for (String name : new TreeSet<>(going)) {
        Set<String> foreign = foreign(packages, known, Set.of(name), going);
        if (!foreign.isEmpty()) {
          going.remove(name);
          staying.put(name, foreign);
          stable = false;
        }
      }
    }
  }

  /** What would go with these and is not among ours. */
  private static Set<String> foreign(
      Packages packages,
      SortedMap<String, Packages.Known> known,
      Set<String> names,
      Set<String> ours) {
    var installed = new TreeSet<>(names);
    installed.removeIf(name -> !known.containsKey(name) || !known.get(name).installed());
    if (installed.isEmpty()) {
      return Set.of();
    }
    var going = new TreeSet<>(packages.goingWith(installed));
    going.removeAll(ours);
    return going;
  }

  /** A sentence for each package that stays for others than these. */
  Map<String, String> reasons(Set<String> expected) {
    var reasons = new TreeMap<String, String>();
    staying.forEach(
        (name, needers) -> {
          var unexpected = new TreeSet<>(needers);
          unexpected.removeAll(expected);
          if (!unexpected.isEmpty()) {
            reasons.put(
                name, "package " + name + ": needed by " + String.join(", ", unexpected) + " now");
          }
        });
    kept.forEach(name -> reasons.put(name, "package " + name + ": somebody asked for it since"));
    return reasons;
  }
}
