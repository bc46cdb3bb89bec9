package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.api.port.Retirements;

/** Takes a node back that was sent away, with its certificate. */
record UnretireNode(Retirements retirements, Nodes nodes) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    if (!retirements.takeBack(certname, new Actor(request.principal(), request.requestId()))) {
      throw unknown(certname);
    }
    return Bodies.ok(nodes.find(certname).orElseThrow(() -> unknown(certname)));
  }

  private static ApiException unknown(String certname) {
    return new ApiException(ErrorCode.NODE_UNKNOWN, "There is no node “" + certname + "”.");
  }
}
