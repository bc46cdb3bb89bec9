package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stock OpAMP agent on a node, as it last described itself.
 *
 * @param type its {@code service.name}
 * @param connected whether it has a session now
 * @param since when it got or lost it
 * @param attributes what it says of itself
 * @param health null while it does not report it
 * @param effective name of a part of its configuration to the text, without secrets
 * @param config how far it is with the configuration that it was sent
 * @param services those of the node's services that it carries out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentView(
    UUID instanceUid,
    String type,
    boolean connected,
    Instant since,
    Map<String, String> attributes,
    @Nullable Health health,
    Map<String, String> effective,
    Config config,
    List<String> services) {

  /**
   * How well it, or a part of it, is.
   *
   * @param status a word of its own
   */
  public record Health(
      boolean healthy, String status, String lastError, Map<String, Health> components) {}

  /**
   * How far it is.
   *
   * @param status {@code unset}, {@code applying}, {@code applied} or {@code failed}
   */
  public record Config(String hash, String status, String message) {}
}
