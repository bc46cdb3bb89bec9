package io.kitward.server.api;

import io.kitward.server.access.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request as a value, whichever door it came through.
 *
 * @param method upper case
 * @param path the raw path, percent-encoded as it was sent, without the query
 * @param pathParameters decoded; empty until the router matched a route
 * @param query decoded names and values, in the order in which they were sent
 * @param headers names in lower case; several lines of one name joined by a comma and a space
 * @param body all of it; one byte more than the route's limit at the most
 * @param requestId named in every problem, in the answer's header and in the log
 * @param remote the address that it came from; empty when the door does not say
 */
@SuppressWarnings("ArrayRecordComponent") // a request is never compared, and its body not copied
public record Request(
    String method,
    String path,
    Map<String, String> pathParameters,
    Map<String, List<String>> query,
    Map<String, String> headers,
    byte[] body,
    Principal principal,
    Door door,
    String requestId,
    String remote) {

  /** A request of which nobody needs to know where it came from. */
  public Request(
      String method,
      String path,
      Map<String, String> pathParameters,
      Map<String, List<String>> query,
      Map<String, String> headers,
      byte[] body,
      Principal principal,
      Door door,
      String requestId) {
    this(method, path, pathParameters, query, headers, body, principal, door, requestId, "");
  }

  /** A header by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /**
   * A parameter of the matched route's pattern.
   *
   * @throws IllegalStateException when the route has none of that name
   */
  public String parameter(String name) {
    String value = pathParameters.get(name);
    if (value == null) {
      throw new IllegalStateException(
          "no path parameter " + name + " in " + pathParameters.keySet());
    }
    return value;
  }

  /** The same request, matched. */
  public Request matched(Map<String, String> parameters) {
    return new Request(
        method, path, parameters, query, headers, body, principal, door, requestId, remote);
  }
}
