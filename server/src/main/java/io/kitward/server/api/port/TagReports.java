package io.kitward.server.api.port;

import java.time.Duration;
import java.util.List;

/** What a fleet's tags could be cleaned of. */
public interface TagReports {

  /**
   * The report on the whole fleet.
   *
   * @param silentFor sources that said nothing of a node for so long are silent on it
   */
  Report report(Duration silentFor);

  /** All that was found; empty when there is nothing to clean up. */
  record Report(List<Finding> findings) {}

  /**
   * One thing.
   *
   * @param kind {@code unused-key}, {@code unread-key}, {@code near-keys}, {@code near-values},
   *     {@code silent-source}, {@code matches-nothing} or {@code flapping}
   * @param subject the key, source, policy or node
   * @param message a sentence
   */
  record Finding(String kind, String subject, String message) {}
}
