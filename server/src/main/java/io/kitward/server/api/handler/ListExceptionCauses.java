package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Exceptions;

/** A page of exceptions, equal causes as one; the open ones unless another state is asked for. */
record ListExceptionCauses(Exceptions exceptions) implements Handler {
  private static final String LIST = "exception-causes";

  @Override
  public Response handle(Request request) {
    int limit = Queries.limit(request);
    String before = Cursor.key(request, LIST, 1).getFirst();
    var page = exceptions.causes(ListExceptions.filter(request), before, limit + 1);
    return Bodies.ok(Page.of(page, limit, each -> Cursor.of(LIST, each.newest())));
  }
}
