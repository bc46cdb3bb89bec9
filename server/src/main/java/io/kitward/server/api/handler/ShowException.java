package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Exceptions;

/** One exception with its history. */
record ShowException(Exceptions exceptions) implements Handler {

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    return Bodies.ok(exceptions.detail(id).orElseThrow(() -> unknown(id)));
  }

  static ApiException unknown(String id) {
    return new ApiException(
        ErrorCode.EXCEPTION_UNKNOWN, "There is no exception “" + JsonBody.printable(id) + "”.");
  }
}
