package io.kitward.server.api;

import io.kitward.server.access.Action;
import java.util.EnumSet;
import java.util.Set;

/**
 * One operation of the API: how it is reached, who may be asked for, and what answers.
 *
 * @param pattern the path as {@code openapi.yaml} has it
 * @param query the query parameters that it knows; any other is refused
 * @param bodyLimit the largest body in bytes
 */
public record Route(
    String method,
    PathPattern pattern,
    String operationId,
    Set<Door> doors,
    Action action,
    Set<String> query,
    int bodyLimit,
    Handler handler) {

  /** The limit of bodies that are not documents. */
  public static final int BODY_LIMIT = 1 << 20;

  /** A route at both doors, without query parameters, with the usual limit. */
  public static Route of(
      String method, String pattern, String operationId, Action action, Handler handler) {
    return new Route(
        method,
        PathPattern.parse(pattern),
        operationId,
        Set.copyOf(EnumSet.allOf(Door.class)),
        action,
        Set.of(),
        BODY_LIMIT,
        handler);
  }

  /** The same route at one door only. */
  public Route only(Door door) {
    return new Route(method, pattern, operationId, Set.of(door), action, query, bodyLimit, handler);
  }

  /** The same route with these query parameters. */
  public Route query(String... names) {
    return new Route(
        method, pattern, operationId, doors, action, Set.of(names), bodyLimit, handler);
  }

  /** The same route with another limit. */
  public Route bodyLimit(int bytes) {
    return new Route(method, pattern, operationId, doors, action, query, bytes, handler);
  }
}
