package io.kitward.server.channel;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a stock agent says of itself in one message, all of it self-asserted; null for what the
 * message does not say, which is as it was.
 *
 * @param instanceUid the agent's own
 * @param type its {@code service.name}
 * @param attributes dotted name to value, sorted
 * @param effective name of a part to its text, without what looks like a secret
 * @param config how far it is with the configuration that it was sent
 */
public record AgentReport(
    UUID instanceUid,
    String type,
    @Nullable Map<String, String> attributes,
    @Nullable Health health,
    @Nullable Map<String, String> effective,
    @Nullable RemoteConfigReport config) {

  /** Whether it says nothing but that the agent is there. */
  boolean empty() {
    return attributes == null && health == null && effective == null && config == null;
  }

  /**
   * How well an agent, or a part of it, is.
   *
   * @param status a word of the agent's own
   * @param lastError empty when there is none
   */
  public record Health(
      boolean healthy, String status, String lastError, Map<String, Health> components) {}
}
