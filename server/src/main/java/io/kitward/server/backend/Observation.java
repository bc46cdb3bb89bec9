package io.kitward.server.backend;

import java.time.Duration;
import java.util.Optional;

/**
 * What a look at a console gave.
 *
 * @param next when to look again whatever was seen; empty: as it is usual
 */
record Observation(Sighting sighting, Optional<Duration> next) {}
