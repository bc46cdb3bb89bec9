package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Status;

/** The server's own metrics, for Prometheus. */
record ShowMetrics(Status status) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.text("text/plain; version=0.0.4; charset=utf-8", status.metrics());
  }
}
