package io.kitward.server.history;

import java.time.Duration;

/**
 * How long what was is kept. It goes by whole months, when their last day is that old.
 *
 * @param history what was wanted and how it was, and the tags of nodes
 * @param events what happened
 * @param audit who did what
 */
public record Retention(Duration history, Duration events, Duration audit) {

  /** A year and a month; a quarter; as the first. */
  public static final Retention USUAL =
      new Retention(Duration.ofDays(400), Duration.ofDays(90), Duration.ofDays(400));
}
