package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Repositories;

/** One followed repository and how it stands. */
record ShowRepository(Repositories repositories) implements Handler {

  @Override
  public Response handle(Request request) {
    String name = request.parameter("repository");
    return Bodies.ok(repositories.find(name).orElseThrow(() -> unknown(name)));
  }

  static ApiException unknown(String name) {
    return new ApiException(
        ErrorCode.REPOSITORY_UNKNOWN, "There is no repository “" + JsonBody.printable(name) + "”.");
  }
}
