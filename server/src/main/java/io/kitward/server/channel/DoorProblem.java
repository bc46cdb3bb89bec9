package io.kitward.server.channel;

import io.kitward.protocol.Json;
import java.util.Locale;
import java.util.Map;

/** What the door itself refuses, before or instead of the API, in the API's words and shape. */
public enum DoorProblem {
  REQUEST_MALFORMED(400, false, "The request is not HTTP/1.1", "Send a well-formed request."),
  FILE_MISSING(404, true, "The file is not there any more", "Try again soon."),
  METHOD_NOT_ALLOWED(
      405,
      false,
      "This path does not know the method",
      "Use one of the methods in the Allow header."),
  REQUEST_TIMEOUT(408, true, "The request took too long to arrive", "Send it again."),
  BODY_TOO_LARGE(
      413, false, "The body is too large", "Send less at once; the limit is in the detail."),
  EXPECTATION_FAILED(417, false, "The expectation cannot be met", "Leave out the Expect header."),
  CONTENT_TYPE_UNSUPPORTED(
      415,
      false,
      "The body is no OpAMP message",
      "POST application/x-protobuf, plain or with Content-Encoding: gzip."),
  UPGRADE_REQUIRED(
      426,
      false,
      "This address speaks OpAMP",
      "Connect with an OpAMP client, over WebSocket or by HTTP polling."),
  TOO_MANY_AGENTS(
      429,
      true,
      "Too many agents with one certificate",
      "Give each machine a certificate of its own, and each agent one instance_uid for good."),
  HEADERS_TOO_LARGE(
      431,
      false,
      "The request line or the headers are too large",
      "Send fewer or shorter headers."),
  INTERNAL(500, true, "The server made a mistake", "Try again; the server's log has the cause.");

  private final int status;
  private final boolean retryable;
  private final String title;
  private final String next;

  DoorProblem(int status, boolean retryable, String title, String next) {
    this.status = status;
    this.retryable = retryable;
    this.title = title;
    this.next = next;
  }

  /** The stable code, such as {@code body-too-large}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public int status() {
    return status;
  }

  private record Body(
      String type,
      String title,
      int status,
      String detail,
      String code,
      boolean retryable,
      String next) {}

  /** The problem document of RFC 9457. */
  public NodeHttpReply.Whole reply(String detail) {
    return new NodeHttpReply.Whole(
        status,
        Map.of("content-type", "application/problem+json", "cache-control", "no-store"),
        Json.bytes(
            new Body(
                "urn:kitward:problem:" + code(), title, status, detail, code(), retryable, next)));
  }
}
