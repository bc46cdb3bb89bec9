package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.ExceptionFilter;
import io.kitward.server.api.port.Exceptions;
import java.util.List;

/** A page of exceptions, newest first; the open ones unless another state is asked for. */
record ListExceptions(Exceptions exceptions) implements Handler {
  private static final String LIST = "exceptions";
  private static final List<String> STATES =
      List.of("open", "accepted", "released", "closed", "all");

  @Override
  public Response handle(Request request) {
    int limit = Queries.limit(request);
    String before = Cursor.key(request, LIST, 1).getFirst();
    var page = exceptions.page(filter(request), before, limit + 1);
    return Bodies.ok(Page.of(page, limit, each -> Cursor.of(LIST, each.id())));
  }

  /** Which ones a request asks for. */
  static ExceptionFilter filter(Request request) {
    String state = Queries.text(request, "state").orElse("open");
    if (!STATES.contains(state)) {
      throw Queries.invalid("state", "must be one of " + String.join(", ", STATES));
    }
    return new ExceptionFilter(
        state.equals("all") ? null : state,
        Queries.text(request, "kind").orElse(null),
        Queries.text(request, "cause").orElse(null));
  }
}
