package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.Backends.Discovery;

/**
 * What a Prometheus shall scrape, in its own form. An empty list is only ever a certain one:
 * Prometheus keeps its last list when the answer is an error.
 */
record DiscoverPrometheus(Backends backends) implements Handler {

  @Override
  public Response handle(Request request) {
    String backend = request.parameter("backend");
    return switch (backends.discover(backend)) {
      case Discovery.Targets targets -> Bodies.ok(targets.groups());
      case Discovery.Unsure unsure ->
          throw new ApiException(ErrorCode.DISCOVERY_UNSURE, unsure.reason());
      case Discovery.Unknown _ ->
          throw new ApiException(
              ErrorCode.BACKEND_UNKNOWN,
              "There is no Prometheus backend “" + JsonBody.printable(backend) + "”.");
    };
  }
}
