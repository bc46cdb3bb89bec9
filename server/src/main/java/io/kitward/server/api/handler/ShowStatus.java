package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Status;

/** The whole fleet in one screen. */
record ShowStatus(Status status) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.ok(status.overview());
  }
}
