package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.console.view.PlanLine;
import java.util.List;
import java.util.Map;

/** The plans that were made, newest first. */
public final class PlansPage implements Page {
  private final Plans plans;
  private final Gate gate;

  public PlansPage(Plans plans, Gate gate) {
    this.plans = plans;
    this.gate = gate;
  }

  /** What the template shows. */
  public record View(List<PlanLine> lines, Pager pager) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_PLANS, new Target.Everything());
    long before = PlanPage.number(visit.asked("before"));
    List<PlanView> read = plans.page(before, Pager.SIZE + 1);
    Pager.Slice<PlanView> slice =
        Pager.slice(
            read,
            "/plans",
            Map.of(),
            before == Long.MAX_VALUE,
            last -> Map.of("before", last.id()));
    List<PlanLine> lines =
        slice.entries().stream().map(plan -> PlanLine.of(plan, visit.now())).toList();
    return Screen.of(
        "Plans",
        Section.PLANS,
        "plans.jte",
        new View(lines, slice.pager()),
        lines.stream()
            .map(line -> new Region(line.element(), "region/plan-line.jte", line))
            .toList());
  }
}
