package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Tokens;

/** The API tokens, without their values. */
record ListTokens(Tokens tokens) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.ok(Page.whole(tokens.list()));
  }
}
