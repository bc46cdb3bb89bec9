package io.kitward.server.rollout;

import io.kitward.server.channel.AgentReport.Health;
import io.kitward.server.channel.RemoteConfigReport;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A stock OpAMP agent, as it last described itself.
 *
 * @param type its {@code service.name}
 * @param effective name of a part of its configuration to the text, without secrets
 * @param config how far it is with the configuration that it was sent
 * @param connected whether it has a session
 * @param since when it got or lost it
 */
public record StockAgent(
    UUID instanceUid,
    UUID node,
    String type,
    Map<String, String> attributes,
    Optional<Health> health,
    Map<String, String> effective,
    RemoteConfigReport config,
    boolean connected,
    Instant since) {}
