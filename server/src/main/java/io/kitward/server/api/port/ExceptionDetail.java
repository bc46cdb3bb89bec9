package io.kitward.server.api.port;

import java.time.Instant;
import java.util.List;

/**
 * One exception with its history.
 *
 * @param history newest first, those included that happened with earlier exceptions about the same
 */
public record ExceptionDetail(ExceptionView exception, List<Entry> history) {

  /**
   * What happened with it.
   *
   * @param by who did it; {@code server} when it happened by itself
   * @param what {@code opened}, {@code assigned}, {@code commented}, {@code accepted}, {@code
   *     reopened} or {@code closed}
   * @param text what was said; to whom it was assigned, empty for nobody
   */
  public record Entry(Instant at, String by, String what, String text) {}
}
