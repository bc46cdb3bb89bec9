package io.kitward.server.api;

import io.kitward.server.fleet.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with parameters in braces, as {@code openapi.yaml} writes it.
 *
 * <p>Two parameters may hold a slash, written as it is or as {@code %2F}: {@code {source}} takes
 * two segments where the first is a kind that carries a name ({@code user/ada}), and {@code {tag}}
 * takes all that is left ({@code example.org/role=web}).
 */
public record PathPattern(String text, List<String> segments) {

  /** Reads a pattern that begins with a slash. */
  public static PathPattern parse(String text) {
    return new PathPattern(text, List.of(text.substring(1).split("/", -1)));
  }

  /** The parameters of a path that fits, given as decoded segments. */
  public Optional<Map<String, String>> match(List<String> path) {
    var parameters = new LinkedHashMap<String, String>();
    int at = 0;
    for (String segment : segments) {
      if (at >= path.size()) {
        return Optional.empty();
      }
      String value = path.get(at++);
      if (!segment.startsWith("{")) {
        if (!segment.equals(value)) {
          return Optional.empty();
        }
        continue;
      }
      String name = segment.substring(1, segment.length() - 1);
      if (name.equals("source") && Source.NAMED_KINDS.contains(value) && at < path.size()) {
        value = value + "/" + path.get(at++);
      } else if (name.equals("tag")) {
        value = String.join("/", path.subList(at - 1, path.size()));
        at = path.size();
      }
      if (value.isEmpty()) {
        return Optional.empty();
      }
      parameters.put(name, value);
    }
    return at == path.size() ? Optional.of(parameters) : Optional.empty();
  }
}
