package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.protocol.InstanceDesired;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is on the node of one instance.
 *
 * @param packages only those that are known
 * @param gaps why a package will not do, for those that won't
 * @param files only those that are there
 */
record Seen(
    Map<String, Packages.Known> packages,
    Map<String, String> gaps,
    Map<String, FileTree.Seen> files,
    Map<String, Units.Seen> units) {

  private static final Units.Seen NO_UNIT =
      new Units.Seen("", "inactive", "dead", false, false, false);

  /** Looks at all that the instance consists of. */
  static Seen of(InstanceDesired instance, Host host) {
    var packages = new TreeMap<String, Packages.Known>();
    var gaps = new TreeMap<String, String>();
    if (!instance.packages().isEmpty()) {
      var known = host.packages().known();
      for (var wanted : instance.packages()) {
        host.packages().gap(wanted).ifPresent(gap -> gaps.put(wanted.name(), gap));
        var one = known.get(wanted.name());
        if (one != null) {
          packages.put(wanted.name(), one);
        }
      }
    }
    var files = new HashMap<String, FileTree.Seen>();
    for (var file : instance.files()) {
      host.files().look(file.path()).ifPresent(seen -> files.put(file.path(), seen));
    }
    var units =
        host.units()
            .look(instance.units().stream().map(InstanceDesired.UnitDesired::name).toList());
    return new Seen(packages, gaps, files, units);
  }

  /** A unit as it is; inactive and unknown when systemd does not have it. */
  Units.Seen unit(String name) {
    return units.getOrDefault(name, NO_UNIT);
  }
}
