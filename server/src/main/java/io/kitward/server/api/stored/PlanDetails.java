package io.kitward.server.api.stored;

import io.kitward.policy.Conflict;
import io.kitward.policy.plan.NodeDetail;
import io.kitward.server.api.port.PlanNodeDetail;
import io.kitward.server.plan.NodeLook;
import io.kitward.server.plan.PlannedNode;
import java.util.List;
import java.util.Map;

/** One node's difference in full, as it is shown. */
final class PlanDetails {

  private PlanDetails() {}

  static PlanNodeDetail of(NodeLook look, Map<String, String> planned) {
    PlannedNode node = look.node();
    boolean nothing = node.tags().isEmpty() && node.instances().isEmpty();
    String digest = planned.get(node.node());
    return new PlanNodeDetail(
        node.node(),
        nothing ? digest == null : node.digest().equals(digest),
        node.tags(),
        look.detail().instances().stream().map(PlanDetails::instance).toList());
  }

  private static PlanNodeDetail.Instance instance(NodeDetail.Instance instance) {
    PlannedNode.Step step = PlannedNode.Step.of(instance.difference());
    return new PlanNodeDetail.Instance(
        step.service(),
        step.effect(),
        step.offboarding(),
        instance.parts().stream()
            .map(part -> new PlanNodeDetail.Part(part.part(), part.unified()))
            .toList(),
        List.copyOf(instance.conflicts().stream().map(Conflict::message).toList()));
  }
}
