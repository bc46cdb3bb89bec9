package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans;

/** One plan in figures. */
record ShowPlan(Plans plans) implements Handler {

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    return Bodies.ok(plans.find(id).orElseThrow(() -> PlanAnswers.unknown(id)));
  }
}
