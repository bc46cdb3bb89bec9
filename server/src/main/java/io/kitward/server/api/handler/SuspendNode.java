package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Suspensions;
import java.time.Duration;
import java.time.Instant;

/** Leaves a node's services alone while a person works on it. */
record SuspendNode(Suspensions suspensions) implements Handler {

  private static final Duration USUAL = Duration.ofHours(1);

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    Instant now = suspensions.now();
    Instant until = Queries.expiry(request, now).orElse(now.plus(USUAL));
    return Bodies.ok(
        suspensions
            .suspend(
                certname,
                Queries.text(request, "service").orElse(""),
                until,
                JsonBody.printable(Queries.text(request, "reason").orElse("")),
                new Actor(request.principal(), request.requestId()))
            .orElseThrow(() -> ShowNode.unknown(certname)));
  }
}
