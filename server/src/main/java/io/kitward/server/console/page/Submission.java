package io.kitward.server.console.page;

import io.kitward.server.api.port.Actor;
import java.util.Map;

/**
 * A form that a person sent, known to be made by a page of the person's own session.
 *
 * @param path the parameters of the form's path, decoded
 * @param fields the first value of each field
 */
public record Submission(Actor actor, Map<String, String> path, Map<String, String> fields) {

  /** A field as it was sent; empty when it is not there. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** A parameter of the form's own path. */
  public String named(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalStateException("the path has no parameter " + name);
    }
    return value;
  }
}
