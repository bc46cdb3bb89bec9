package io.kitward.server.api.handler;

import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.NodeOperations;
import java.util.Map;

/** What came of something that was asked of a node. */
record FetchResult(NodeOperations operations) implements Handler {

  @Override
  public Response handle(Request request) {
    String certname = request.parameter("certname");
    String operation = request.parameter("operation");
    if (operations.find(certname, operation).isEmpty()) {
      throw ShowOperation.unknown();
    }
    NodeOperations.Result result =
        operations
            .result(certname, operation)
            .orElseThrow(
                () ->
                    new ApiException(
                        ErrorCode.RESULT_MISSING, "It is not done, or has nothing to hand over."));
    // Of two types only: what a node calls its result is not repeated to a browser.
    boolean archive = result.contentType().equals("application/gzip");
    return new Response.Whole(
        200,
        Map.of(
            "content-type",
            archive ? "application/gzip" : "text/plain; charset=utf-8",
            "cache-control",
            "no-store"),
        result.body());
  }
}
