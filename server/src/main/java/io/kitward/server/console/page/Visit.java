package io.kitward.server.console.page;

import io.kitward.server.access.Principal;
import java.time.Instant;
import java.util.Map;

/**
 * Who looks at what, and when.
 *
 * @param csrf the session's token for forms
 * @param path the parameters of the page's path, decoded
 * @param query the first value of each query parameter, decoded
 */
public record Visit(
    Principal principal,
    String csrf,
    Map<String, String> path,
    Map<String, String> query,
    Instant now) {

  /** A query parameter without surrounding blanks; empty when it is not there. */
  public String asked(String name) {
    return query.getOrDefault(name, "").strip();
  }

  /** A parameter of the page's own path. */
  public String named(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the path has no parameter " + name);
    }
    return value;
  }
}
