package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans;

/** What a plan does to one node, with what changes in files and packages. */
record ShowPlanNode(Plans plans) implements Handler {

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    String certname = request.parameter("certname");
    if (plans.find(id).isEmpty()) {
      throw PlanAnswers.unknown(id);
    }
    return Bodies.ok(plans.node(id, certname).orElseThrow(() -> ShowNode.unknown(certname)));
  }
}
