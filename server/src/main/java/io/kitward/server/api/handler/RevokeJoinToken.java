package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;

/** Revokes a join token that nobody used yet; twice is as once. */
record RevokeJoinToken(Admissions admissions) implements Handler {

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    return Bodies.ok(
        admissions
            .revokeToken(id, new Actor(request.principal(), request.requestId()))
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.JOIN_TOKEN_UNKNOWN,
                        "There is no join token “" + JsonBody.printable(id) + "”.")));
  }
}
