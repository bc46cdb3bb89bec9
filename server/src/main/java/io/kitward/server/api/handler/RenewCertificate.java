package io.kitward.server.api.handler;

import io.kitward.server.access.Principal.NodePrincipal;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Joining;

/** A new certificate for a node that shows a good one. */
record RenewCertificate(Joining joining) implements Handler {

  @Override
  public Response handle(Request request) {
    String issuer = request.principal() instanceof NodePrincipal node ? node.issuer() : "";
    return JoinAnswers.of(
        joining.renew(
            request.parameter("certname"),
            issuer,
            JoinAnswers.request(request),
            new Actor(request.principal(), request.requestId())));
  }
}
