package io.kitward.server.channel;

import java.nio.file.Path;
import java.util.Map;

/**
 * The answer to a node's HTTP request. The door sets the length and the connection's headers by
 * itself, leaves out the body for HEAD, and never sends {@code Retry-After}.
 */
public sealed interface NodeHttpReply {

  int status();

  Map<String, String> headers();

  /** An answer that is in memory as a whole. */
  // A body is bytes that are handed over once.
  @SuppressWarnings("ArrayRecordComponent")
  record Whole(int status, Map<String, String> headers, byte[] body) implements NodeHttpReply {}

  /** An answer whose body is a file, which is streamed; it must not change while it is. */
  record FileReply(int status, Map<String, String> headers, Path file) implements NodeHttpReply {}
}
