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
import java.util.regex.Pattern;

/** Makes an API token; its value is in this answer and never again. */
record CreateToken(Tokens tokens) implements Handler {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  record Body(String name) {}

  @Override
  public Response handle(Request request) {
    String name = JsonBody.read(request, Body.class).name();
    if (!NAME.matcher(name).matches()) {
      throw new ApiException(
              ErrorCode.FIELD_INVALID,
              "The name has lower-case letters, digits and - between them, at most 63.")
          .pointer("/name");
    }
    return Bodies.json(
        201,
        tokens
            .create(name, new Actor(request.principal(), request.requestId()))
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.TOKEN_EXISTS, "There is a token “" + name + "” already.")));
  }
}
