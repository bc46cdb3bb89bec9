package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Plans;

/** A page of plans, newest first. */
record ListPlans(Plans plans) implements Handler {
  private static final String LIST = "plans";

  @Override
  public Response handle(Request request) {
    int limit = Queries.limit(request);
    long before = Cursor.number(request, LIST, Long.MAX_VALUE);
    var page = plans.page(before, limit + 1);
    return Bodies.ok(Page.of(page, limit, plan -> Cursor.of(LIST, plan.id().substring(2))));
  }
}
