package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Joining;

/** The script that a machine runs to join. */
record ShowJoinScript(Joining joining) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.text("text/x-shellscript", joining.script());
  }
}
