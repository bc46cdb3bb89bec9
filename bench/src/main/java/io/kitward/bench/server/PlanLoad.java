package io.kitward.bench.server;

import io.kitward.bench.fleet.Fleet;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.PlanView;
import io.kitward.server.api.port.Plans;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** One policy that is planned and then carried out. */
final class PlanLoad {

  private final Fleet fleet;
  private final Plans plans;
  private final HeardChannel channel;
  private final Actor actor;

  PlanLoad(Fleet fleet, Plans plans, HeardChannel channel, Actor actor) {
    this.fleet = fleet;
    this.plans = plans;
    this.channel = channel;
    this.actor = actor;
  }

  /**
   * What happened, in seconds.
   *
   * @param nodes that the plan touches
   * @param planned until the plan was kept
   * @param carriedOut from then until it was committed
   * @param handed from the commit until the last of its nodes was handed to the channel
   */
  record Result(int nodes, double planned, double carriedOut, double handed) {}

  /**
   * Plans and carries out a policy.
   *
   * @param picked whether its selector picks the node of this number
   */
  Result run(String name, String selector, IntPredicate picked) throws InterruptedException {
    List<UUID> touched =
        IntStream.range(0, fleet.nodes()).filter(picked).mapToObj(StoredFleet::id).toList();
    var source = new DocumentSource(name, FleetDocuments.above(name, selector));
    long begin = System.nanoTime();
    var outcome =
        plans.create(
            new Plans.Asked(List.of(source), List.of(), false, List.of(), List.of(), null), actor);
    long planned = System.nanoTime();
    if (!(outcome instanceof Plans.CreateOutcome.Planned(PlanView plan))) {
      throw new IllegalStateException(outcome.toString());
    }
    if (plan.totals().touched() != touched.size()) {
      throw new IllegalStateException(
          name + " touches " + plan.totals().touched() + " nodes, not " + touched.size());
    }
    touched.forEach(channel::await);
    var carried = plans.carryOut(plan.id(), OptionalInt.of(plan.totals().touched()), false, actor);
    long carriedOut = System.nanoTime();
    if (!(carried instanceof Plans.CarryOutcome.Done)) {
      throw new IllegalStateException(carried.toString());
    }
    long last = carriedOut;
    for (UUID node : touched) {
      last = Math.max(last, channel.heardAt(node));
    }
    return new Result(
        touched.size(),
        (planned - begin) / 1e9,
        (carriedOut - planned) / 1e9,
        (last - carriedOut) / 1e9);
  }
}
