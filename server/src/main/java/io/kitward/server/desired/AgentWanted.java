package io.kitward.server.desired;

import java.util.List;

/**
 * What a stock OpAMP agent on a node shall carry out, in place of the connector.
 *
 * @param type the {@code service.name} of the agents that are meant
 * @param parts at least one; secrets as references
 */
public record AgentWanted(String type, List<Part> parts) {

  /** One entry of the configuration. */
  public record Part(String name, String contentType, String text) {}

  public AgentWanted {
    parts = List.copyOf(parts);
  }
}
