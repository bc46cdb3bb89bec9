package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans;
import java.util.OptionalInt;

/** Carries a plan out, on exactly the nodes whose own difference is still the planned one. */
record ApplyPlan(Plans plans) implements Handler {

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    OptionalInt confirm = PlanAnswers.confirm(request);
    boolean held = PlanAnswers.held(request);
    var actor = PlanAnswers.actor(request);
    return switch (plans.carryOut(id, confirm, held, actor)) {
      case Plans.CarryOutcome.Done done -> Bodies.ok(done.plan());
      case Plans.CarryOutcome.NotPermitted(String reason) ->
          throw new ApiException(ErrorCode.DOCUMENT_PRIVILEGED, reason);
      case Plans.CarryOutcome.Unknown _ -> throw PlanAnswers.unknown(id);
      case Plans.CarryOutcome.Already already ->
          throw new ApiException(
              ErrorCode.PLAN_APPLIED,
              "The plan " + id + " was applied at " + already.plan().appliedAt() + " already.");
      case Plans.CarryOutcome.Outdated outdated ->
          throw new ApiException(
              ErrorCode.PLAN_OUTDATED,
              "The plan " + id + " is outdated: " + outdated.why() + "; nothing was changed.");
      case Plans.CarryOutcome.Unconfirmed unconfirmed ->
          throw PlanAnswers.unconfirmed(unconfirmed.plan(), confirm);
    };
  }
}
