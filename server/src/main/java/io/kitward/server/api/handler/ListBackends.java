package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Backends;

/** The consoles and how they stand. */
record ListBackends(Backends backends) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.ok(Page.whole(backends.list()));
  }
}
