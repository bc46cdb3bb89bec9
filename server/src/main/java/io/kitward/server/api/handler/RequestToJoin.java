package io.kitward.server.api.handler;

import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Joining;

/** Keeps a machine's request until a person decides. */
record RequestToJoin(Joining joining) implements Handler {

  @Override
  public Response handle(Request request) {
    return JoinAnswers.of(joining.request(JoinAnswers.request(request), request.remote()));
  }
}
