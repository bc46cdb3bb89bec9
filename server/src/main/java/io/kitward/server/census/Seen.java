package io.kitward.server.census;

import io.kitward.selector.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A node as it was read from the store.
 *
 * @param changesAt when its tags change by themselves
 * @param contact when it was last heard, as far as that is stored
 */
record Seen(
    UUID id,
    String certname,
    boolean simulated,
    Subject subject,
    Optional<Instant> changesAt,
    Optional<Instant> contact,
    List<Standing> standings) {

  /** When any of its instances changed last; the beginning of time for one without any. */
  Instant changed() {
    return standings.stream().map(Standing::since).max(Instant::compareTo).orElse(Instant.EPOCH);
  }
}
