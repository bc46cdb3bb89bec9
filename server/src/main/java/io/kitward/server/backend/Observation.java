package io.kitward.server.backend;

import java.time.Duration;
import java.util.Optional;

/**
 * What a look at a console gave.
 *
 * @param next when to look again whatever was seen; empty: as it is usual
 * @param remark what is wrong beside what was seen, in words; empty: nothing
 */
record Observation(Sighting sighting, Optional<Duration> next, String remark) {

  /** Nothing but what was seen. */
  Observation(Sighting sighting) {
    this(sighting, Optional.empty(), "");
  }
}
