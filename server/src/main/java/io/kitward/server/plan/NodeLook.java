package io.kitward.server.plan;

import io.kitward.policy.plan.DocumentChange;
import io.kitward.policy.plan.NodeChange;
import io.kitward.policy.plan.NodeDetail;
import io.kitward.policy.plan.NodeDifference;
import io.kitward.policy.plan.Planner;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.SetTag;
import io.kitward.server.fleet.TagTable;
import io.kitward.server.vouch.DeclarationTable;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What a plan does to one node, in full, by the node's tags of now. */
public record NodeLook(PlannedNode node, NodeDetail detail) {

  /** Looks, in the caller's transaction. */
  public static NodeLook of(
      Handle handle, PlanTable.Row plan, Node node, Policy before, Policy after, Instant now) {
    var old = before.resolution().documents();
    var edits = new TagEdits(plan.change(), old.groups());
    boolean same = DocumentChange.between(old, after.resolution().documents()).isEmpty();
    var fleet = new Fleet(handle, before, after, _ -> before, edits, same, now);
    NodeChange change =
        fleet.change(
            node,
            TagTable.of(handle, node.id()).stream().map(SetTag::sourced).toList(),
            DeclarationTable.services(handle, List.of(node.id()))
                .getOrDefault(node.id(), List.of()));
    var planner =
        new Planner(
            before.resolution(), after.resolution(), now, Planner.Limits.USUAL, Policy.MATCHER);
    List<TagDelta> deltas = fleet.deltas().getOrDefault(node.certname(), List.of());
    List<PlannedNode.Step> steps =
        planner.difference(change).map(NodeDifference::instances).orElse(List.of()).stream()
            .map(PlannedNode.Step::of)
            .toList();
    return new NodeLook(new PlannedNode(node.certname(), deltas, steps), planner.detail(change));
  }
}
