package io.kitward.server.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a node's tags go back and forth too often: then its removals wait until that ends. Additions
 * never wait.
 *
 * @param often how many times a source may take tags away within the span
 */
public record Flapping(int often, Duration span) {

  /** More than five times in ten minutes. */
  public static final Flapping USUAL = new Flapping(5, Duration.ofMinutes(10));

  /** The same span with another figure. */
  public Flapping allowing(int removals) {
    return new Flapping(removals, span);
  }

  /**
   * Until when the tags count as flapping; empty when they don't.
   *
   * @param removals when one source took tags away from one node, oldest first
   */
  public Optional<Instant> until(List<Instant> removals, Instant now) {
    List<Instant> lately =
        removals.stream().filter(at -> at.plus(span).isAfter(now)).sorted().toList();
    return lately.size() <= often
        ? Optional.empty()
        : Optional.of(lately.get(lately.size() - 1 - often).plus(span));
  }
}
