package io.kitward.server.api;

import io.kitward.server.api.Response.Whole;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Answers with a problem what Jetty itself refuses, before a request is ours. */
final class ProblemPages extends ErrorHandler {
  private final Supplier<String> requestIds;

  ProblemPages(Supplier<String> requestIds) {
    this.requestIds = requestIds;
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Whole whole = Problem.response(refusal(status), requestIds.get());
    response.setStatus(whole.status());
    whole.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.write(true, ByteBuffer.wrap(whole.body()), callback);
  }

  private static ApiException refusal(int status) {
    return switch (status) {
      case 408 ->
          new ApiException(ErrorCode.REQUEST_TIMEOUT, "The request did not arrive in time.");
      case 414, 431 ->
          new ApiException(
              ErrorCode.HEADERS_TOO_LARGE,
              "The request line with its headers has more than 16 KiB.");
      case 404 -> new ApiException(ErrorCode.ROUTE_UNKNOWN, "There is nothing at this path.");
      default ->
          status < 500
              ? new ApiException(ErrorCode.PATH_MALFORMED, "The request cannot be read.")
              : new ApiException(ErrorCode.INTERNAL, "The request could not be answered.");
    };
  }
}
