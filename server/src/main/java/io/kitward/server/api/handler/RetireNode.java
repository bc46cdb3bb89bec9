package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Nodes;
import io.kitward.server.api.port.Retirements;

/** Sends a node away: its services go as their contracts say, its consoles forget it. */
record RetireNode(Retirements retirements, Nodes nodes) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    String reason =
        request.body().length == 0
            ? ""
            : JsonBody.printable(OptionalFields.read(request, "reason").text("reason").orElse(""));
    if (!retirements.retire(
        certname, reason, new Actor(request.principal(), request.requestId()))) {
      throw unknown(certname);
    }
    return Bodies.ok(nodes.find(certname).orElseThrow(() -> unknown(certname)));
  }

  private static ApiException unknown(String certname) {
    return new ApiException(ErrorCode.NODE_UNKNOWN, "There is no node “" + certname + "”.");
  }
}
