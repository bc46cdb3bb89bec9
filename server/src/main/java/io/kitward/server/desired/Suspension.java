package io.kitward.server.desired;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A suspension that is open: until then nothing is changed. A value.
 *
 * @param certname the node's
 * @param service empty: all services of the node
 */
public record Suspension(UUID node, String certname, String service, Instant until) {

  /** Whether the node is suspended whole. */
  public boolean whole() {
    return service.isEmpty();
  }

  /** Its end for those who count in seconds: never earlier, and less than a second later. */
  public Instant end() {
    Instant second = until.truncatedTo(ChronoUnit.SECONDS);
    return second.equals(until) ? second : second.plusSeconds(1);
  }
}
