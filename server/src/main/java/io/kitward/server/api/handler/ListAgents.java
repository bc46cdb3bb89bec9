package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Agents;

/** The stock OpAMP agents of a node. */
record ListAgents(Agents agents) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    return Bodies.ok(Page.whole(agents.of(certname).orElseThrow(() -> ShowNode.unknown(certname))));
  }
}
