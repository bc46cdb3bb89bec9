package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Tokens;

/** Revokes an API token at once; twice is as once. */
record RevokeToken(Tokens tokens) implements Handler {

  @Override
  public Response handle(Request request) {
    String name = request.parameter("name");
    return Bodies.ok(
        tokens
            .revoke(name, new Actor(request.principal(), request.requestId()))
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.TOKEN_UNKNOWN,
                        "There is no token “" + JsonBody.printable(name) + "”.")));
  }
}
