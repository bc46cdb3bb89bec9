package io.kitward.server.api.handler;

import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Joining;

/** What became of a machine's request, for whoever signs with its key. */
record CollectCertificate(Joining joining) implements Handler {

  @Override
  public Response handle(Request request) {
    JsonBody.contentType(request, "application/octet-stream");
    return JoinAnswers.of(joining.collect(request.parameter("id"), request.body()));
  }
}
