package io.kitward.connector.apply;

import io.kitward.connector.host.Packages;
import io.kitward.connector.state.Before;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which packages go with a service: those that came with it, as long as nothing that others brought
 * would go with them.
 */
final class Going {

  private final Packages packages;
  private final Before before;
  private final Set<String> needed;
  private final List<String> leftovers;

  Going(Packages packages, Before before, Set<String> needed, List<String> leftovers) {
    this.packages = packages;
    this.before = before;
    this.needed = needed;
    this.leftovers = leftovers;
  }

  Set<String> decide() {
    var known = packages.known();
    var own = new TreeSet<String>();
    before
        .packages()
        .forEach(
            (name, was) -> {
              boolean came = was.status().equals("absent") || was.status().equals("config-files");
              if (came && known.containsKey(name) && !needed.contains(name)) {
                own.add(name);
              }
            });
    var came = new TreeSet<>(before.pulledIn());
    came.removeIf(name -> !known.containsKey(name) || needed.contains(name) || own.contains(name));
    Set<String> foreign = foreign(own, union(own, came));
    if (!foreign.isEmpty()) {
      leftovers.add(
          "packages "
              + String.join(", ", own)
              + ": "
              + String.join(", ", foreign)
              + " came later and needs them");
      return Set.of();
    }
    if (foreign(union(own, came), union(own, came)).isEmpty()) {
      return union(own, came);
    }
    var going = new TreeSet<>(own);
    for (String name : came) {
      Set<String> more = union(going, Set.of(name));
      if (foreign(more, union(own, came)).isEmpty()) {
        going.add(name);
      } else {
        leftovers.add("package " + name + ": something else needs it now");
      }
    }
    return going;
  }

  /** What would go with these and is not ours. */
  private Set<String> foreign(Set<String> names, Set<String> ours) {
    var known = packages.known();
    var installed = new TreeSet<>(names);
    installed.removeIf(name -> !known.containsKey(name) || !known.get(name).installed());
    if (installed.isEmpty()) {
      return Set.of();
    }
    var going = new TreeSet<>(packages.goingWith(installed));
    going.removeAll(ours);
    return going;
  }

  private static Set<String> union(Set<String> one, Set<String> other) {
    var all = new TreeSet<>(one);
    all.addAll(other);
    return all;
  }
}
