package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Admissions;

/** A person's word on a machine that wants to join. */
record DecideJoinRequest(Admissions admissions, boolean approves) implements Handler {

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    var actor = new Actor(request.principal(), request.requestId());
    Admissions.Decided decided =
        approves ? admissions.approve(id, actor) : admissions.deny(id, reason(request), actor);
    return switch (decided) {
      case Admissions.Decided.Done(var done) -> Bodies.ok(done);
      case Admissions.Decided.Unknown _ ->
          throw new ApiException(
              ErrorCode.JOIN_REQUEST_UNKNOWN,
              "There is no join request “" + JsonBody.printable(id) + "”.");
      case Admissions.Decided.Impossible(String words) ->
          throw new ApiException(ErrorCode.JOIN_REQUEST_DECIDED, words);
    };
  }

  private static String reason(Request request) {
    return request.body().length == 0
        ? ""
        : JsonBody.printable(OptionalFields.read(request, "reason").text("reason").orElse(""));
  }
}
