package io.kitward.server.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Who should have what, and had it, over a month.
 *
 * @param from when it begins: later than the month where the history does
 * @param to when it ends: now, while the month goes on
 * @param whole whether the history covers the month as far as it has gone
 * @param key the tag key whose values are the groups; empty: one group of all
 * @param selector which nodes it is about; empty: all
 * @param lines by service, then group
 * @param exemptions those of the documents now that were in force within the month
 */
public record Coverage(
    String month,
    Instant from,
    Instant to,
    boolean whole,
    String key,
    String selector,
    List<Line> lines,
    List<Exempt> exemptions) {
  public Coverage {
    lines = List.copyOf(lines);
    exemptions = List.copyOf(exemptions);
  }

  /**
   * One service in one group.
   *
   * @param group the tag's value; empty where a node has none
   * @param should on how many nodes it was wanted at some time
   * @param had on how many of them it was functional at some time
   * @param now on how many of them it was at the end
   * @param wanted for how long it was wanted, all nodes together
   * @param functional for how much of that it was functional, and its node could be reached
   * @param gaps the rest of it by its cause, the longest first
   */
  public record Line(
      String service,
      String group,
      int should,
      int had,
      int now,
      Duration wanted,
      Duration functional,
      List<Gap> gaps) {
    public Line {
      gaps = List.copyOf(gaps);
    }

    /** The share of the time that it was wanted in which it was functional, in percent. */
    public double share() {
      return wanted.isZero() ? 100 : 100.0 * functional.toMillis() / wanted.toMillis();
    }
  }

  /**
   * A cause of its not being functional.
   *
   * @param nodes on how many nodes
   * @param time all of them together
   */
  public record Gap(String phase, String cause, int nodes, Duration time) {}

  /**
   * A service that nodes are exempt from.
   *
   * @param until the instant at which it ends
   */
  public record Exempt(
      String name, String selector, List<String> services, String reason, Instant until) {
    public Exempt {
      services = List.copyOf(services);
    }
  }
}
