package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Suspensions;

/** Looks after a node's services again before their suspension ends. */
record ResumeNode(Suspensions suspensions) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    return Bodies.ok(
        suspensions
            .resume(
                certname,
                Queries.text(request, "service").orElse(""),
                new Actor(request.principal(), request.requestId()))
            .orElseThrow(() -> ShowNode.unknown(certname)));
  }
}
