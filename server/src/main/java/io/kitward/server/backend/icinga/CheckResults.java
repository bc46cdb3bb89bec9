package io.kitward.server.backend.icinga;

import io.kitward.server.backend.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What the newest check of a service says of its data. It is there when the plugin says OK or
 * WARNING: a warning is about a value that was read. At CRITICAL and UNKNOWN it is not. Pure.
 */
final class CheckResults {

  private static final int WARNING = 1;

  private CheckResults() {}

  /**
   * The newest data of a service.
   *
   * @param now by Icinga's clock or one that goes with it
   */
  static Sighting.Target target(JsonNode attributes, Instant now) {
    JsonNode result = attributes.path("last_check_result");
    if (!result.isObject()) {
      return new Sighting.Target("", Optional.empty());
    }
    Instant at = instant(result.path("execution_end").asDouble(0));
    Duration interval =
        Duration.ofMillis(Math.round(attributes.path("check_interval").asDouble(60) * 1000));
    if (at.plus(interval.multipliedBy(2)).isBefore(now)) {
      return target(0, at, "no check result since " + at);
    }
    return result.path("state").asInt(3) <= WARNING
        ? target(1, at, "")
        : target(0, at, output(result));
  }

  private static Sighting.Target target(double value, Instant at, String lastError) {
    return new Sighting.Target(lastError, Optional.of(new Sighting.Sample(value, at)));
  }

  private static String output(JsonNode result) {
    String output = result.path("output").asString("").strip();
    return output.isEmpty() ? "the check failed and said nothing" : output;
  }

  private static Instant instant(double seconds) {
    return Instant.ofEpochMilli(Math.round(seconds * 1000));
  }
}
