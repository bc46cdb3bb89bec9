package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans;
import io.kitward.server.plan.PlanGroup;
import java.util.List;

/** What a plan does, equal changes together, removals first. */
record ListPlanGroups(Plans plans) implements Handler {

  private record Groups(List<PlanGroup> items) {}

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    return Bodies.ok(new Groups(plans.groups(id).orElseThrow(() -> PlanAnswers.unknown(id))));
  }
}
