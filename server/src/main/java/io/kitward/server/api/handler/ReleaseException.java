package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Exceptions.ReleaseOutcome;

/** Lets go what an exception holds, such as removals behind the brake. */
record ReleaseException(Exceptions exceptions) implements Handler {

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    return switch (exceptions.release(id, new Actor(request.principal(), request.requestId()))) {
      case ReleaseOutcome.Released released -> Bodies.ok(released.exception());
      case ReleaseOutcome.Unknown _ -> throw ShowException.unknown(id);
      case ReleaseOutcome.NotReleasable not ->
          throw new ApiException(ErrorCode.EXCEPTION_NOT_RELEASABLE, not.reason());
    };
  }
}
