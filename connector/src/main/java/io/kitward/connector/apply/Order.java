package io.kitward.connector.apply;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Ensure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which services one waits for. An order that cannot be kept holds nothing up. Pure.
 *
 * @param waits services of this node that are carried out first and are not settled yet
 * @param broken why a part of the order is not kept, a sentence each
 */
record Order(List<String> waits, List<String> broken) {

  /**
   * Decides.
   *
   * @param settled whether a service is where it shall be
   */
  static Order of(
      InstanceDesired instance, DesiredState desired, Predicate<InstanceDesired> settled) {
    if (instance.conduct().after().isEmpty()) {
      return new Order(List.of(), List.of());
    }
    var present = new HashMap<String, InstanceDesired>();
    desired.instances().stream()
        .filter(one -> one.ensure() == Ensure.PRESENT)
        .forEach(one -> present.put(one.service(), one));
    var waits = new ArrayList<String>();
    var broken = new ArrayList<String>();
    for (String name : instance.conduct().after()) {
      InstanceDesired other = present.get(name);
      if (other == null) {
        broken.add("it does not wait for " + name + ", which this node shall not have");
      } else if (leads(name, instance.service(), present)) {
        broken.add("it does not wait for " + name + ", which waits for it too");
      } else if (!settled.test(other)) {
        waits.add(name);
      }
    }
    return new Order(List.copyOf(waits), List.copyOf(broken));
  }

  /** Whether one service waits for another one, directly or through others. */
  private static boolean leads(String from, String to, Map<String, InstanceDesired> present) {
    var seen = new HashSet<String>();
    var open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      String name = open.removeFirst();
      if (name.equals(to)) {
        return true;
      }
      InstanceDesired one = present.get(name);
      if (one != null && seen.add(name)) {
        open.addAll(one.conduct().after());
      }
    }
    return false;
  }
}
