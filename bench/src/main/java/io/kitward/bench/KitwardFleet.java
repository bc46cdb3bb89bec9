package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.peer.SelectorEngine;
import io.kitward.selector.Selector;
import io.kitward.selector.index.FleetIndex;
import io.kitward.selector.index.RoaringFleetIndex;
import java.util.List;

/** Kitward's fleet index; it delivers the numbers of the nodes. */
final class KitwardFleet implements SelectorEngine {
  private final FleetIndex index;
  private final List<Selector> selectors;

  KitwardFleet(FleetIndex index, List<MeasuredPolicy> policies) {
    this.index = index;
    this.selectors = policies.stream().map(policy -> Selector.parse(policy.selector())).toList();
  }

  /** A fleet, indexed. */
  static FleetIndex index(Fleet fleet) {
    var index = new RoaringFleetIndex();
    for (int node = 0; node < fleet.nodes(); node++) {
      index.put(node, KitwardNodes.subject(fleet.tags(node)));
    }
    return index;
  }

  @Override
  public String name() {
    return "Kitward";
  }

  @Override
  public int query(int selector) {
    return nodes(selector).length;
  }

  @Override
  public int[] nodes(int selector) {
    return index.nodes(selectors.get(selector)).toArray();
  }
}
