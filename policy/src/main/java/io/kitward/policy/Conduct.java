package io.kitward.policy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How a service is looked after on a node.
 *
 * @param after services of the node that are carried out first
 * @param startsPerDay how often it is started by itself within a day; 0 for the connector's limit
 */
public record Conduct(List<String> after, int startsPerDay) {
  public Conduct {
    after = List.copyOf(after);
  }

  /** What differs from the usual. */
  Map<String, Object> form() {
    return new Form().put("after", after).putUnless(0, "startsPerDay", startsPerDay).fields;
  }

  /** What differs from the usual, a line each. */
  public String words() {
    return form().entrySet().stream()
        .map(field -> field.getKey() + ": " + field.getValue())
        .collect(Collectors.joining("\n"));
  }
}
