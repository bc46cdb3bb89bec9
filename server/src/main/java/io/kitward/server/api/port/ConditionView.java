package io.kitward.server.api.port;

import java.time.Instant;

/**
 * One condition of an instance.
 *
 * @param type Installed, Configured, Running, Healthy, Registered or Proven
 * @param status True, False, Unknown or NotApplicable
 * @param reason a stable word in CamelCase
 * @param message a sentence; empty when there is nothing to say
 */
public record ConditionView(
    String type, String status, Instant since, String reason, String message) {}
