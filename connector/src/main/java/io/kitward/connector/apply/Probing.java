package io.kitward.connector.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When the costly checks of one service were last tried, and what came of it. Used by the
 * caretaker's thread only.
 */
final class Probing {

  private static final Duration SETTLED = Duration.ofMinutes(1);
  private static final Duration FAILING = Duration.ofSeconds(2);

  private String hash = "";
  private @Nullable Instant at;
  private Optional<String> result = Optional.empty();

  /**
   * Whether they are to be tried now: for another desired instance, after a change, soon after they
   * failed, and about once a minute.
   *
   * @param changed when something was last done for the service; null for never
   */
  boolean due(String desired, @Nullable Instant changed, Instant now) {
    if (at == null || !hash.equals(desired) || now.isBefore(at)) {
      return true;
    }
    if (changed != null && !changed.isBefore(at)) {
      return true;
    }
    return !now.isBefore(at.plus(result.isEmpty() ? SETTLED : FAILING));
  }

  /** They were tried. */
  Optional<String> tried(String desired, Instant now, Optional<String> failing) {
    hash = desired;
    at = now;
    result = failing;
    return failing;
  }

  /** What came of the last try. */
  Optional<String> last() {
    return result;
  }
}
