package io.kitward.server.api.handler;

import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Ledgers;

/** A console's records beside what it shall have, by a look at it now. */
record ShowLedger(Ledgers ledgers) implements Handler {

  @Override
  public Response handle(Request request) {
    String backend = request.parameter("backend");
    return LedgerAnswers.of(backend, ledgers.look(backend));
  }
}
