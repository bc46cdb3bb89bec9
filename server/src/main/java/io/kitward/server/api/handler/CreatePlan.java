package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans;

/** Works out what a change would do; only the plan itself is kept. */
record CreatePlan(Plans plans) implements Handler {

  @Override
  public Response handle(Request request) {
    var asked = PlanBody.read(request);
    var actor = PlanAnswers.actor(request);
    return switch (Queries.selecting(() -> plans.create(asked, actor))) {
      case Plans.CreateOutcome.Planned planned ->
          Bodies.json(201, planned.plan()).with("location", "/v1/plans/" + planned.plan().id());
      case Plans.CreateOutcome.Refused refused -> throw ApplyDocuments.invalid(refused.faults());
      case Plans.CreateOutcome.Impossible impossible ->
          throw new ApiException(
              ErrorCode.PLAN_IMPOSSIBLE,
              Character.toUpperCase(impossible.why().charAt(0))
                  + impossible.why().substring(1)
                  + ".");
    };
  }
}
