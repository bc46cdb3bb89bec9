package io.kitward.policy;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A configuration for stock OpAMP agents: the server sends it to them itself, and the connector has
 * no part in it.
 *
 * @param type the {@code service.name} of the agents that are meant
 * @param config at least one entry
 */
public record AgentPart(String type, List<Entry> config) {

  public AgentPart {
    config = List.copyOf(config);
  }

  /**
   * One entry.
   *
   * @param name as the agent expects it; some want the empty name
   * @param contentType as the agent expects it, such as {@code text/yaml}
   * @param template what the entry holds; of a rendered one, what it became
   */
  public record Entry(String name, String contentType, Format format, String template) {}

  AgentPart rewritten(UnaryOperator<String> rewrite) {
    return new AgentPart(
        type,
        config.stream()
            .map(
                entry ->
                    new Entry(
                        entry.name(),
                        entry.contentType(),
                        entry.format(),
                        rewrite.apply(entry.template())))
            .toList());
  }
}
