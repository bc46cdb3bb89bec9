package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.PlanNodeDetail;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.plan.PlanGroup;
import io.kitward.server.plan.PlanGroups;
import io.kitward.server.plan.PlannedNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;

/** Plans in memory, to be read: it works none out. Thread-safe. */
public final class SamplePlans implements Plans {
  private final List<Kept> plans = new CopyOnWriteArrayList<>();

  private record Kept(PlanView plan, List<PlannedNode> nodes, List<Rewrite> rewrites) {}

  /** Puts a plan behind the others. */
  public void put(PlanView plan, List<PlannedNode> nodes, List<Rewrite> rewrites) {
    plans.add(0, new Kept(plan, nodes, rewrites));
  }

  private Optional<Kept> kept(String id) {
    return plans.stream().filter(kept -> kept.plan().id().equals(id)).findFirst();
  }

  @Override
  public CreateOutcome create(Asked asked, Actor actor) {
    return new CreateOutcome.Impossible("no plans are made here");
  }

  @Override
  public PreviewOutcome preview(Asked asked) {
    return new PreviewOutcome.Impossible("no plans are made here");
  }

  @Override
  public List<PlanView> page(long before, int limit) {
    return plans.stream()
        .map(Kept::plan)
        .filter(plan -> Long.parseLong(plan.id().substring(2)) < before)
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<PlanView> find(String id) {
    return kept(id).map(Kept::plan);
  }

  @Override
  public Optional<List<PlanGroup>> groups(String id) {
    return kept(id).map(kept -> PlanGroups.of(kept.nodes()));
  }

  @Override
  public Optional<List<PlannedNode>> nodes(String id, String after, int limit) {
    return kept(id)
        .map(
            kept ->
                kept.nodes().stream()
                    .filter(node -> node.node().compareTo(after) > 0)
                    .limit(limit)
                    .toList());
  }

  @Override
  public Optional<List<PlannedNode>> nodes(String id, String group, String after, int limit) {
    return kept(id)
        .map(
            kept ->
                kept.nodes().stream()
                    .filter(node -> node.node().compareTo(after) > 0)
                    .filter(
                        node ->
                            PlanGroups.of(List.of(node)).stream()
                                .anyMatch(each -> each.id().equals(group)))
                    .limit(limit)
                    .toList());
  }

  @Override
  public Optional<List<Rewrite>> rewrites(String id) {
    return kept(id).map(Kept::rewrites);
  }

  @Override
  public Optional<PlanNodeDetail> node(String id, String certname) {
    return Optional.empty();
  }

  @Override
  public CarryOutcome carryOut(String id, OptionalInt confirm, boolean held, Actor actor) {
    return kept(id).isPresent()
        ? new CarryOutcome.Unconfirmed(kept(id).get().plan())
        : new CarryOutcome.Unknown();
  }
}
