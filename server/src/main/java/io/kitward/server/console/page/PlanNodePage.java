package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.PlanNodeDetail;
import io.kitward.server.api.port.Plans;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.TextDiff;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.plan.TagDelta;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a plan does to one node: its tags, its services, and each file, package and object. */
public final class PlanNodePage implements Page {
  private final Plans plans;
  private final Gate gate;

  public PlanNodePage(Plans plans, Gate gate) {
    this.plans = plans;
    this.gate = gate;
  }

  /** One file, package or console object. */
  public record Part(String name, TextDiff diff) {}

  /** One service. */
  public record Service(
      String name, String effect, String offboarding, List<Part> parts, List<String> conflicts) {}

  /** What the template shows. */
  public record View(
      String plan, String node, boolean asPlanned, List<TagDelta> tags, List<Service> services) {
    public String planHref() {
      return "/plans/" + Names.encode(plan);
    }

    public String nodeHref() {
      return Names.nodeHref(node);
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_PLANS, new Target.Everything());
    String id = visit.named("id");
    String certname = visit.named("certname");
    PlanNodeDetail detail =
        plans
            .node(id, certname)
            .orElseThrow(
                () ->
                    new ApiException(
                            ErrorCode.PLAN_UNKNOWN,
                            "there is no plan “" + id + "” with a node “" + certname + "”")
                        .next("Look at the list of plans."));
    var view =
        new View(
            id,
            detail.node(),
            detail.asPlanned(),
            detail.tags(),
            detail.instances().stream().map(PlanNodePage::service).toList());
    return Screen.of(
        detail.node() + " in " + id + " – Plans", Section.PLANS, "plan-node.jte", view, List.of());
  }

  private static Service service(PlanNodeDetail.Instance instance) {
    return new Service(
        instance.service(),
        instance.effect(),
        instance.offboarding(),
        instance.parts().stream()
            .map(part -> new Part(part.part(), TextDiff.unified(part.diff())))
            .toList(),
        instance.conflicts());
  }

  /** What happens to a node, such as {@code −zabbix-agent2, +node-exporter, tags}. */
  static String words(@Nullable PlannedNode node) {
    if (node == null) {
      return "";
    }
    Stream<String> services =
        node.instances().stream()
            .map(
                step ->
                    switch (step.effect()) {
                          case "removed" -> "−";
                          case "added" -> "+";
                          case "conflicted" -> "!";
                          default -> "~";
                        }
                        + step.service());
    return Stream.concat(services, node.tags().isEmpty() ? Stream.of() : Stream.of("tags"))
        .collect(Collectors.joining(", "));
  }
}
