package io.kitward.server.desired;

import java.time.Instant;
import java.util.Optional;

/**
 * What persons decided about how a service is looked after on a node.
 *
 * @param suspendedUntil until when nothing is changed
 * @param suspendedBy who asked for that; empty: nobody
 * @param reason why, as that person said; may be empty
 * @param adoptedBy who accepted that the node's own configuration is replaced; empty: nobody
 */
public record Treatment(
    Optional<Instant> suspendedUntil, String suspendedBy, String reason, String adoptedBy) {

  /** Whether it is suspended at this time. */
  public boolean suspended(Instant now) {
    return suspendedUntil.map(now::isBefore).orElse(false);
  }
}
