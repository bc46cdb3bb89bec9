package io.kitward.server.api;

import io.kitward.server.api.Problem.Position;
import io.kitward.server.api.port.DocumentFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A refusal: an entry of the error table with what is particular to this request. */
public final class ApiException extends RuntimeException {
  private final ErrorCode code;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private String next;
  private @Nullable Position position;
  private @Nullable String pointer;
  private @Nullable List<DocumentFault> faults;

  /**
   * @param detail one sentence for people about this very request, never with a secret in it
   */
  public ApiException(ErrorCode code, String detail) {
    super(detail);
    this.code = code;
    this.next = code.next();
  }

  /** The same with what led to it, for the log. */
  public ApiException(ErrorCode code, String detail, Throwable cause) {
    super(detail, cause);
    this.code = code;
    this.next = code.next();
  }

  /** Points at text. */
  public ApiException at(Position place) {
    this.position = place;
    return this;
  }

  /** Points at a field, by its JSON pointer. */
  public ApiException pointer(String path) {
    this.pointer = path;
    return this;
  }

  /** Lists each place that is wrong. */
  public ApiException faults(List<DocumentFault> places) {
    this.faults = List.copyOf(places);
    return this;
  }

  /** Says better than the table what to do next. */
  public ApiException next(String words) {
    this.next = words;
    return this;
  }

  /** Adds a header to the answer. */
  public ApiException header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  public ErrorCode code() {
    return code;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public String next() {
    return next;
  }

  public @Nullable Position position() {
    return position;
  }

  public @Nullable String pointer() {
    return pointer;
  }

  public @Nullable List<DocumentFault> faults() {
    return faults;
  }

  public Map<String, String> headers() {
    return Map.copyOf(headers);
  }
}
