package io.kitward.policy.plan;

import java.util.NavigableMap;
import java.util.TreeMap;

/** Adds up what happens on nodes. Not thread-safe. */
final class Counting {
  private int fleet;
  private int touched;
  private int gaining;
  private int losing;
  private Totals.Counts instances = Totals.Counts.NONE;
  private final NavigableMap<String, Totals.Counts> byService = new TreeMap<>();

  void node() {
    fleet++;
  }

  void add(NodeDifference node) {
    touched++;
    gaining += node.gains() ? 1 : 0;
    losing += node.loses() ? 1 : 0;
    for (InstanceDifference instance : node.instances()) {
      instances = instances.plus(instance.effect());
      Totals.Counts counts = byService.getOrDefault(instance.service(), Totals.Counts.NONE);
      byService.put(instance.service(), counts.plus(instance.effect()));
    }
  }

  Totals totals() {
    return new Totals(fleet, touched, gaining, losing, instances, byService);
  }
}
