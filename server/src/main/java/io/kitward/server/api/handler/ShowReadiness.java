package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Status;

/** Whether the server can serve now. */
record ShowReadiness(Status status) implements Handler {

  @Override
  public Response handle(Request request) {
    status
        .notReady()
        .ifPresent(
            reason -> {
              throw new ApiException(ErrorCode.NOT_READY, reason);
            });
    return Bodies.text("text/plain; charset=utf-8", "ready\n");
  }
}
