package io.kitward.lab.bench;

import java.util.List;
import java.util.Locale;

/**
 * One measured figure.
 *
 * @param id stable, such as {@code repair.stopped.detection.max}
 * @param what in words
 * @param goal what it must not exceed; negative when there is no goal
 * @param reached whether it is within its goal, or has none
 */
public record Figure(
    String id, String what, double figure, String unit, double goal, boolean reached) {

  /** A figure that must not exceed its goal. */
  static Figure atMost(String id, String what, double figure, String unit, double goal) {
    return new Figure(id, what, figure, unit, goal, figure <= goal);
  }

  /** A figure that must stay below its goal. */
  static Figure below(String id, String what, double figure, String unit, double goal) {
    return new Figure(id, what, figure, unit, goal, figure < goal);
  }

  /** A figure for information. */
  static Figure of(String id, String what, double figure, String unit) {
    return new Figure(id, what, figure, unit, -1, true);
  }

  /** Min, median and max of measured values; the goal is the last one's. */
  static List<Figure> spread(String id, String what, List<Long> values, double goalOfMax) {
    List<Long> sorted = values.stream().sorted().toList();
    return List.of(
        of(id + ".min", what + ", min", sorted.getFirst(), "ms"),
        of(id + ".median", what + ", median", median(sorted), "ms"),
        goalOfMax < 0
            ? of(id + ".max", what + ", max", sorted.getLast(), "ms")
            : atMost(id + ".max", what + ", max", sorted.getLast(), "ms", goalOfMax));
  }

  /** The value below which this share of the measured ones lies. */
  static long percentile(List<Long> sorted, double share) {
    return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
  }

  static double median(List<Long> sorted) {
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : (sorted.get(half - 1) + sorted.get(half)) / 2.0;
  }

  /** The figure for people, in one line. */
  String line() {
    String verdict =
        goal < 0 ? "" : "  goal %s %s: %s".formatted(shown(goal), unit, reached ? "✓" : "✗");
    return String.format(Locale.ROOT, "%-60s %10s %s%s", what, shown(figure), unit, verdict);
  }

  /** Small figures with three decimals, others whole. */
  private static String shown(double figure) {
    boolean small = Math.abs(figure) < 10 && figure != Math.rint(figure);
    return String.format(Locale.ROOT, small ? "%.3f" : "%.0f", figure);
  }
}
