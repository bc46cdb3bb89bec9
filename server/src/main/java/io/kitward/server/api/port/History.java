package io.kitward.server.api.port;

import io.kitward.selector.Selector;
import io.kitward.server.history.Coverage;
import io.kitward.server.history.Sample;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was. */
public interface History {

  /** From when on what was on which node is known. */
  Instant begin();

  /**
   * A page of how instances were at a moment, sorted by node, then service. Selectors see the tags
   * and facts of that moment, and the groups of today.
   *
   * @param afterNode together with {@code afterService}: only what stands behind; empty to begin
   */
  List<InstanceView> instances(
      InstanceFilter filter, Instant at, String afterNode, String afterService, int limit);

  /**
   * Figures over time.
   *
   * @param step how long each of them is for
   * @param samples oldest first; times without any are left out
   */
  record Figures(Instant from, Instant to, String service, Duration step, List<Sample> samples) {}

  /**
   * Figures of a stretch of time, in so many steps that a chart can show.
   *
   * @param service empty: of all
   */
  Figures figures(String service, Instant from, Instant to);

  /** The services of which there are figures, sorted. */
  List<String> services();

  /**
   * Who had what in a month (of UTC).
   *
   * @param selector on which nodes, by their last tags in that month; null: on all
   * @param key groups are the values of this tag key; empty: one group
   */
  Coverage coverage(YearMonth month, @Nullable Selector selector, String key);
}
