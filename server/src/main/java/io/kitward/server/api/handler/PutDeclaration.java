package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Declarations;
import io.kitward.server.api.port.Declarations.Outcome;

/** Replaces what a node's Puppet declares. Answered when it is durable; twice is as once. */
record PutDeclaration(Declarations declarations) implements Handler {

  @Override
  public Response handle(Request request) {
    Declarations.Sent sent = DeclarationBody.read(request);
    Preconditions preconditions = Preconditions.of(request);
    Outcome outcome =
        declarations.declare(
            DeclarationBody.node(request),
            sent,
            entityTag -> preconditions.check(entityTag, !entityTag.equals("\"0\"")),
            new Actor(request.principal(), request.requestId()));
    return switch (outcome) {
      case Outcome.Kept(Declarations.View view) -> DeclarationBody.answer(view);
      case Outcome.Refused(String why) ->
          throw new ApiException(
              ErrorCode.PROOF_REFUSED,
              Character.toUpperCase(why.charAt(0)) + why.substring(1) + "; nothing was changed.");
    };
  }
}
