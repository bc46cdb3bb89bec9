package io.kitward.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.server.api.Response.Whole;
import io.kitward.server.api.port.DocumentFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal in the form of RFC 9457, with our stable code and what to do next.
 *
 * @param type {@code urn:kitward:problem:CODE}
 * @param position where in the input, when it points at text
 * @param pointer where in the input, as a JSON pointer, when it points at a field
 * @param errors each place that is wrong, when there can be several
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    String code,
    boolean retryable,
    String next,
    String requestId,
    @Nullable Position position,
    @Nullable String pointer,
    @Nullable List<DocumentFault> errors) {

  public static final String CONTENT_TYPE = "application/problem+json";

  /**
   * A place in text.
   *
   * @param offset in bytes for bodies, in UTF-16 units for tags and selectors, from 0
   * @param line from 1
   * @param column in characters, from 1
   */
  public record Position(long offset, int line, int column) {

    /** A place in a text of one line. */
    public static Position inLine(int offset) {
      return new Position(offset, 1, offset + 1);
    }
  }

  /** The problem that an exception stands for. */
  public static Problem of(ApiException exception, String requestId) {
    ErrorCode code = exception.code();
    return new Problem(
        "urn:kitward:problem:" + code.code(),
        code.title(),
        code.status(),
        exception.detail(),
        code.code(),
        code.retryable(),
        exception.next(),
        requestId,
        exception.position(),
        exception.pointer(),
        exception.faults());
  }

  /** The answer for an exception: for the doors too, where a request never reaches the router. */
  public static Whole response(ApiException exception, String requestId) {
    Map<String, String> headers = new LinkedHashMap<>(exception.headers());
    headers.put("content-type", CONTENT_TYPE);
    headers.put("cache-control", "no-store");
    headers.put("x-request-id", requestId);
    return new Whole(
        exception.code().status(), headers, Bodies.write(Problem.of(exception, requestId)));
  }
}
