package io.kitward.server.api.handler;

import io.kitward.server.access.Principal.Role;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Tokens;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Makes an API token; its value is in this answer and never again. */
record CreateToken(Tokens tokens) implements Handler {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private static final Map<String, Role> ROLES =
      Map.of("admin", Role.ADMIN, "operator", Role.OPERATOR);

  @Override
  public Response handle(Request request) {
    JsonNode body = JsonBody.read(request, JsonNode.class);
    PlanBody.known(body, Set.of("name", "role"), "");
    String name = PlanBody.text(body, "name", "");
    Role role = body.has("role") ? ROLES.get(PlanBody.text(body, "role", "")) : Role.ADMIN;
    if (role == null) {
      throw new ApiException(ErrorCode.FIELD_INVALID, "The role is admin or operator.")
          .pointer("/role");
    }
    if (!NAME.matcher(name).matches()) {
      throw new ApiException(
              ErrorCode.FIELD_INVALID,
              "The name has lower-case letters, digits and - between them, at most 63.")
          .pointer("/name");
    }
    return Bodies.json(
        201,
        tokens
            .create(name, role, new Actor(request.principal(), request.requestId()))
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.TOKEN_EXISTS, "There is a token “" + name + "” already.")));
  }
}
