package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Nodes;

/** One node. */
record ShowNode(Nodes nodes) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    return Bodies.ok(nodes.find(certname).orElseThrow(() -> unknown(certname)));
  }

  static ApiException unknown(String certname) {
    return new ApiException(ErrorCode.NODE_UNKNOWN, "There is no node “" + certname + "”.");
  }
}
