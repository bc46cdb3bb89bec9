package io.kitward.connector.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must outlive the process of how one service was looked after.
 *
 * @param starts when its units were started by themselves within the last day, oldest first
 * @param exhausted the desired instance (its hash) whose starts are used up; empty: none
 * @param suspension what a person on the node or on the server asked for; null: nothing
 */
public record Treatment(List<Instant> starts, String exhausted, @Nullable Suspension suspension) {

  /** Nothing is kept. */
  public static final Treatment NONE = new Treatment(List.of(), "", null);

  private static final Duration DAY = Duration.ofHours(24);

  /**
   * Nothing is changed for a while.
   *
   * @param until when it ends by itself
   * @param by who asked for it, in words
   * @param reason why, as that person said; may be empty
   */
  public record Suspension(Instant since, Instant until, String by, String reason) {}

  @SuppressWarnings({"NullAway", "ConstantValue"}) // what an older version did not write
  public Treatment {
    starts = starts == null ? List.of() : List.copyOf(starts);
    exhausted = exhausted == null ? "" : exhausted;
  }

  /** How many starts lie within the last 24 hours. */
  public int startsWithinADay(Instant now) {
    return (int) starts.stream().filter(at -> at.isAfter(now.minus(DAY))).count();
  }

  /** The same with one more start. */
  public Treatment started(Instant now) {
    var next = new ArrayList<>(starts.stream().filter(at -> at.isAfter(now.minus(DAY))).toList());
    next.add(now);
    return new Treatment(next, exhausted, suspension);
  }

  /** The same with no starts left for this desired instance. */
  public Treatment exhaustedFor(String hash) {
    return new Treatment(starts, hash, suspension);
  }

  /** The same with all its starts ahead again. */
  public Treatment refreshed() {
    return new Treatment(List.of(), "", suspension);
  }

  /** The same, suspended or (null) not. */
  public Treatment suspended(@Nullable Suspension next) {
    return new Treatment(starts, exhausted, next);
  }

  /** The suspension that holds now; null when there is none or it is over. */
  public @Nullable Suspension suspendedAt(Instant now) {
    Suspension one = suspension;
    return one != null && now.isBefore(one.until()) ? one : null;
  }
}
