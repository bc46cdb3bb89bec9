package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans;

/** A page of what a plan does to nodes, by certname. */
record ListPlanNodes(Plans plans) implements Handler {
  private static final String LIST = "plan-nodes";

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    int limit = Queries.limit(request);
    String after = Cursor.key(request, LIST, 1).getFirst();
    String group = Queries.text(request, "group").orElse("");
    var page =
        (group.isEmpty()
                ? plans.nodes(id, after, limit + 1)
                : plans.nodes(id, group, after, limit + 1))
            .orElseThrow(() -> PlanAnswers.unknown(id));
    return Bodies.ok(Page.of(page, limit, node -> Cursor.of(LIST, node.node())));
  }
}
