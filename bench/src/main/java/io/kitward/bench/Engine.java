package io.kitward.bench;

import io.kitward.bench.fleet.Fleet;
import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.selector.Selector;
import io.kitward.selector.index.Assignments;
import io.kitward.selector.index.CodedPolicyIndex;
import io.kitward.selector.index.FleetIndex;
import io.kitward.selector.index.RoaringFleetIndex;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All that matching needs, for a fleet that may grow: both indexes and who has which policy. */
final class Engine {
  private final FleetIndex fleet = new RoaringFleetIndex();
  private final Assignments assignments = new Assignments();
  private final Map<Integer, Selector> selectors;
  private final CodedPolicyIndex policies;

  Engine(List<MeasuredPolicy> policies) {
    this.selectors = KitwardNodes.selectors(policies);
    this.policies = new CodedPolicyIndex(fleet);
  }

  /** Adds the nodes from the present size on. */
  void grow(Fleet nodes, int size) {
    for (int node = fleet.size(); node < size; node++) {
      fleet.put(node, KitwardNodes.subject(nodes.tags(node)));
    }
    policies.change(selectors, Set.of());
    recompute();
  }

  /** Recomputes everything; returns how many nodes gained or lost a policy, counted by policy. */
  long recompute() {
    long[] changed = {0};
    assignments.recompute(
        fleet,
        selectors,
        (_, change) ->
            changed[0] += change.gained().getCardinality() + change.lost().getCardinality());
    return changed[0];
  }

  FleetIndex fleet() {
    return fleet;
  }

  Assignments assignments() {
    return assignments;
  }
}
