package io.kitward.server.console.sample;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.PlanNodeDetail;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import io.kitward.server.plan.PlannedNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A port without plans: the console makes none. */
final class NoPlans implements Plans {
  @Override
  public CreateOutcome create(Asked asked, Actor actor) {
    return new CreateOutcome.Impossible("there are no plans here");
  }

  @Override
  public List<PlanView> page(long before, int limit) {
    return List.of();
  }

  @Override
  public Optional<PlanView> find(String id) {
    return Optional.empty();
  }

  @Override
  public Optional<List<PlannedNode>> nodes(String id, String after, int limit) {
    return Optional.empty();
  }

  @Override
  public Optional<PlanNodeDetail> node(String id, String certname) {
    return Optional.empty();
  }

  @Override
  public CarryOutcome carryOut(String id, OptionalInt confirm, boolean held, Actor actor) {
    return new CarryOutcome.Unknown();
  }
}
