package io.kitward.server.census;

import io.kitward.server.desired.Phase;
import io.kitward.server.desired.Phases;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node's phases as a person shall see them.
 *
 * @param worst the most troubled; {@link Phase#OK} for a node without instances
 * @param phases of its instances, in their order
 * @param until when time alone makes something of this, or of its tags, another
 */
record Shown(Phase worst, List<Phase> phases, Optional<Instant> until) {

  static Shown of(Seen node, boolean connected, Optional<Instant> seen, Instant now) {
    List<Phase> phases = new ArrayList<>(node.standings().size());
    Phase worst = Phase.OK;
    for (Standing standing : node.standings()) {
      Phase phase = standing.shown(connected, seen, now);
      phases.add(phase);
      worst = phase.compareTo(worst) > 0 ? phase : worst;
    }
    Stream<Instant> away =
        connected ? Stream.empty() : seen.stream().map(at -> at.plus(Phases.STALE_AFTER));
    Stream<Instant> mended =
        node.standings().stream()
            .flatMap(standing -> standing.repairedAt().stream())
            .map(at -> at.plus(Phases.REPAIRED_FOR));
    Optional<Instant> until =
        Stream.of(away, mended, node.changesAt().stream())
            .flatMap(times -> times)
            .filter(time -> !time.isBefore(now))
            .min(Instant::compareTo);
    return new Shown(worst, List.copyOf(phases), until);
  }
}
