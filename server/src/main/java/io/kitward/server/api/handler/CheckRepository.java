package io.kitward.server.api.handler;

import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Repositories;

/** Has a repository looked at as soon as there is time; the answer does not wait for that. */
record CheckRepository(Repositories repositories) implements Handler {

  @Override
  public Response handle(Request request) {
    String name = request.parameter("repository");
    var actor = new Actor(request.principal(), request.requestId());
    return Bodies.json(
        202, repositories.checkNow(name, actor).orElseThrow(() -> ShowRepository.unknown(name)));
  }
}
