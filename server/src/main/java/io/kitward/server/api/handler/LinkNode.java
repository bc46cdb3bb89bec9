package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;

/** Lets certificates of another CA stand for a node too. */
record LinkNode(Admissions admissions) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    String issuer = OptionalFields.read(request, "issuer").text("issuer").orElse("");
    if (!admissions.link(certname, issuer, new Actor(request.principal(), request.requestId()))) {
      throw new ApiException(ErrorCode.NODE_UNKNOWN, "There is no node “" + certname + "”.");
    }
    return Bodies.empty(204);
  }
}
