package io.kitward.server.api;

import io.kitward.server.api.Response.Whole;
import io.kitward.server.store.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns whatever a request ended with into its problem; the log gets what the caller may not see.
 */
final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /**
   * The answer for a failure.
   *
   * @param what method and path, for the log
   */
  static Whole response(Throwable failure, String requestId, String what) {
    ApiException refusal =
        switch (failure) {
          case ApiException known -> known;
          case StoreUnavailableException unavailable -> {
            log.warn("request {}: {}: the store does not answer", requestId, what, unavailable);
            yield new ApiException(
                ErrorCode.STORE_UNAVAILABLE, String.valueOf(unavailable.getMessage()), unavailable);
          }
          default -> {
            log.error("request {}: {} failed", requestId, what, failure);
            yield new ApiException(
                ErrorCode.INTERNAL,
                "An unexpected error; the server's log has it under " + requestId + ".",
                failure);
          }
        };
    return Problem.response(refusal, requestId);
  }
}
