package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.NodeOperations;

/** How far something is that was asked of a node. */
record ShowOperation(NodeOperations operations) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.ok(
        operations
            .find(request.parameter("certname"), request.parameter("operation"))
            .orElseThrow(ShowOperation::unknown));
  }

  static ApiException unknown() {
    return new ApiException(
        ErrorCode.OPERATION_UNKNOWN,
        "That node was not asked this, or it is so long ago that it is forgotten.");
  }
}
