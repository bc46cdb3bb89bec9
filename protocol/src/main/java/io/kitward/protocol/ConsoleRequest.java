package io.kitward.protocol;

import java.util.Map;
import java.util.TreeMap;

/**
 * A request to a console that only a node's site can reach: the node's connector sends it, and
 * answers with {@link ConsoleAnswer}. Its body goes beside it, see {@link ConsoleMessages}.
 *
 * @param id whoever answers names it
 * @param headers name to value; credentials among them
 * @param timeoutMillis how long the console has for its whole answer
 * @param largest bytes of the answer's body, at most
 * @param ca certificates (PEM) that the console's own must be signed by; empty: those of the system
 */
public record ConsoleRequest(
    String id,
    String method,
    String url,
    Map<String, String> headers,
    long timeoutMillis,
    int largest,
    String ca) {

  /** Bytes of a request's body, at most: a connector has little memory. */
  public static final int LARGEST_BODY = 2 << 20;

  public ConsoleRequest {
    headers = new TreeMap<>(headers);
  }

  /** Without headers, which hold credentials. */
  @Override
  public String toString() {
    return "ConsoleRequest[" + id + ", " + method + " " + url + "]";
  }
}
