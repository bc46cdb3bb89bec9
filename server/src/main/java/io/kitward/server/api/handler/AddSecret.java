package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.SecretVersions;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Keeps a value as a secret's next version; no answer ever has it. */
record AddSecret(SecretVersions secrets) implements Handler {

  private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?");

  record Body(String name, String value) {}

  @Override
  public Response handle(Request request) {
    Body body = JsonBody.read(request, Body.class);
    if (!NAME.matcher(body.name()).matches()) {
      throw new ApiException(
              ErrorCode.FIELD_INVALID,
              "A secret's name has lower-case letters, digits and - between them, at most 63 characters.")
          .pointer("/name");
    }
    int length = body.value().getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > SecretVersions.LONGEST || body.value().indexOf('\0') >= 0) {
      throw new ApiException(
              ErrorCode.FIELD_INVALID,
              "A secret's value is text of 1 to "
                  + SecretVersions.LONGEST
                  + " bytes, without the character NUL.")
          .pointer("/value");
    }
    return Bodies.json(
        201,
        secrets
            .add(body.name(), body.value(), new Actor(request.principal(), request.requestId()))
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.SECRET_MADE_BY_SERVER,
                        "The server makes the values of the secret “"
                            + body.name()
                            + "” itself.")));
  }
}
