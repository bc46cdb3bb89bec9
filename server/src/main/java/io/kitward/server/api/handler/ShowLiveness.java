package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;

/** That the server answers at all. */
record ShowLiveness() implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.text("text/plain; charset=utf-8", "ok\n");
  }
}
