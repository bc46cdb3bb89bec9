package io.kitward.server.api.handler;

import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Ledgers;

/** Has a host that Kitward did not make taken over as a node's. */
record AdoptHost(Ledgers ledgers) implements Handler {

  @Override
  public Response handle(Request request) {
    String backend = request.parameter("backend");
    return LedgerAnswers.of(
        backend,
        ledgers.adopt(
            backend,
            Queries.text(request, "node")
                .orElseThrow(() -> Queries.invalid("node", "is missing; say whose host it is")),
            request.parameter("host"),
            new Actor(request.principal(), request.requestId())));
  }
}
