package io.kitward.server.api.handler;

import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Ledgers;

/** Deletes a record with Kitward's mark that no node stands behind. */
record RemoveOrphan(Ledgers ledgers) implements Handler {

  @Override
  public Response handle(Request request) {
    String backend = request.parameter("backend");
    return LedgerAnswers.of(
        backend,
        ledgers.removeOrphan(
            backend,
            request.parameter("host"),
            new Actor(request.principal(), request.requestId())));
  }
}
