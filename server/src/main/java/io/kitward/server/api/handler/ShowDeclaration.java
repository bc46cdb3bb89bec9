package io.kitward.server.api.handler;

import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Declarations;

/** What is there of what a node's Puppet declared: the one question of a run without changes. */
record ShowDeclaration(Declarations declarations) implements Handler {

  @Override
  public Response handle(Request request) {
    return DeclarationBody.answer(declarations.of(DeclarationBody.node(request)));
  }
}
