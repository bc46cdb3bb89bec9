package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ExceptionAct;
import io.kitward.server.api.port.Exceptions;
import io.kitward.server.api.port.Exceptions.ActOutcome;
import io.kitward.server.api.port.Until;
import java.util.function.Function;

/**
 * Assigns an exception, comments on it, accepts it for a time, or opens it again.
 *
 * @param read what a request asks for
 */
record ActOnException(Exceptions exceptions, Function<Request, ExceptionAct> read)
    implements Handler {

  private record Assignment(String to) {}

  private record Comment(String text) {}

  private record Acceptance(String until, String reason) {}

  static ActOnException assign(Exceptions exceptions) {
    return new ActOnException(
        exceptions,
        request -> new ExceptionAct.Assign(JsonBody.read(request, Assignment.class).to()));
  }

  static ActOnException comment(Exceptions exceptions) {
    return new ActOnException(
        exceptions,
        request -> new ExceptionAct.Comment(JsonBody.read(request, Comment.class).text()));
  }

  static ActOnException accept(Exceptions exceptions) {
    return new ActOnException(
        exceptions,
        request -> {
          Acceptance asked = JsonBody.read(request, Acceptance.class);
          return new ExceptionAct.Accept(asked.until(), asked.reason());
        });
  }

  static ActOnException reopen(Exceptions exceptions) {
    return new ActOnException(exceptions, _ -> new ExceptionAct.Reopen());
  }

  @Override
  public Response handle(Request request) {
    String id = request.parameter("id");
    var actor = new Actor(request.principal(), request.requestId());
    return switch (exceptions.act(id, asked(request), actor)) {
      case ActOutcome.Done done -> Bodies.ok(done.exception());
      case ActOutcome.Unknown _ -> throw ShowException.unknown(id);
      case ActOutcome.Closed _ ->
          throw new ApiException(
              ErrorCode.EXCEPTION_CLOSED,
              "The exception " + id + " is closed; it opens by itself when its cause is back.");
      case ActOutcome.NotAcceptable(String reason) ->
          throw new ApiException(ErrorCode.EXCEPTION_NOT_ACCEPTABLE, reason);
      case ActOutcome.NoTime _ ->
          throw new ApiException(ErrorCode.FIELD_INVALID, "Expected " + Until.FORM + ".")
              .pointer("/until");
    };
  }

  private ExceptionAct asked(Request request) {
    try {
      return read.apply(request);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorCode.FIELD_INVALID, "Refused: " + e.getMessage() + ".", e);
    }
  }
}
