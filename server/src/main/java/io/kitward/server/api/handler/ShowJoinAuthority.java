package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Joining;

/** The authority of the people's door, to be held against a fingerprint. */
record ShowJoinAuthority(Joining joining) implements Handler {

  @Override
  public Response handle(Request request) {
    return Bodies.text(JoinAnswers.PEM, joining.authority());
  }
}
