package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Joining;

/** Takes a machine that shows a one-time token. */
record JoinWithToken(Joining joining) implements Handler {

  private static final String SCHEME = "bearer ";

  @Override
  public Response handle(Request request) {
    String shown = request.header("authorization").orElse("").strip();
    if (!shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new ApiException(
          ErrorCode.JOIN_TOKEN_REFUSED,
          "No token was sent; it goes into the header Authorization: Bearer TOKEN.");
    }
    return JoinAnswers.of(
        joining.join(
            shown.substring(SCHEME.length()).strip(),
            JoinAnswers.request(request),
            request.remote()));
  }
}
