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

/** Has the server make the next version of a secret that it makes itself. */
record RotateSecret(SecretVersions secrets) implements Handler {

  @Override
  public Response handle(Request request) {
    String name = request.parameter("name");
    return switch (secrets.rotate(name, new Actor(request.principal(), request.requestId()))) {
      case SecretVersions.Rotation.Made made -> Bodies.json(201, made.version());
      case SecretVersions.Rotation.ValueNeeded _ ->
          throw new ApiException(
              ErrorCode.SECRET_VALUE_NEEDED,
              "The value of the secret “" + name + "” was set by a person, so a value is needed.");
      case SecretVersions.Rotation.Unknown _ ->
          throw new ApiException(
              ErrorCode.SECRET_UNKNOWN, "There is no secret “" + JsonBody.printable(name) + "”.");
    };
  }
}
