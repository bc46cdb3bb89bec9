package io.kitward.server.census;

import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import java.time.Instant;
import java.util.Optional;

/**
 * How an instance stands, as the store says it.
 *
 * @param stored the phase without what follows from time alone
 * @param observed whether its node ever said anything of it
 * @param gap what is wrong, in words; empty unless the phase is a troubled one
 * @param provable whether there is a console that can prove it
 */
record Standing(
    String service,
    Phase stored,
    Instant since,
    boolean observed,
    Optional<Instant> repairedAt,
    String gap,
    boolean provable) {

  Phase shown(boolean connected, Optional<Instant> seen, Instant now) {
    return Phases.shown(stored, observed, repairedAt, connected, seen, now);
  }
}
