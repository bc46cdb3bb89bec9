package io.kitward.protocol;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A piece of what came of a {@link ConsoleRequest}: the first has number 1, the last says so. A
 * failure is always the last; the pieces before it count for nothing then.
 *
 * @param status of the console's answer; 0 with a failure
 * @param headers of the console's answer, in lower case, those of {@link #HEADERS} alone
 * @param failure why there is no answer; null when there is one
 * @param message what is wrong, for people; empty without a failure
 */
public record ConsoleAnswer(
    String id,
    int piece,
    boolean last,
    int status,
    Map<String, String> headers,
    @Nullable Failure failure,
    String message) {

  /** Headers of an answer that are handed on; all that drivers look at. */
  public static final Set<String> HEADERS =
      Set.of("content-type", "date", "location", "retry-after");

  /** Bytes of a body in one piece. */
  public static final int PIECE = 128 * 1024;

  /** Why there is no answer. */
  public enum Failure {
    /** The node's owner does not allow that console, or nobody may ask there. */
    FORBIDDEN,
    /** Too many requests at once. */
    BUSY,
    /** No connection to the console. */
    UNREACHABLE,
    /** No TLS with the console, or its certificate is not believed. */
    UNTRUSTED,
    /** No answer in time, or no whole one. */
    LATE,
    /** The answer is larger than asked for. */
    LARGE,
    /** The request can't be sent as it is, or the connection broke. */
    BROKEN
  }

  public ConsoleAnswer {
    headers = new TreeMap<>(headers);
  }

  /** There is no answer. */
  public static ConsoleAnswer failed(String id, int piece, Failure failure, String message) {
    return new ConsoleAnswer(id, piece, true, 0, Map.of(), failure, message);
  }
}
