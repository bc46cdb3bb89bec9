package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Exceptions;
import java.util.List;

/** A page of exceptions, newest first; the open ones unless another state is asked for. */
record ListExceptions(Exceptions exceptions) implements Handler {
  private static final String LIST = "exceptions";
  private static final List<String> STATES = List.of("open", "released", "closed", "all");

  @Override
  public Response handle(Request request) {
    int limit = Queries.limit(request);
    String before = Cursor.key(request, LIST, 1).getFirst();
    String state = Queries.text(request, "state").orElse("open");
    if (!STATES.contains(state)) {
      throw Queries.invalid("state", "must be one of " + String.join(", ", STATES));
    }
    var page = exceptions.page(state.equals("all") ? null : state, before, limit + 1);
    return Bodies.ok(Page.of(page, limit, each -> Cursor.of(LIST, each.id())));
  }
}
