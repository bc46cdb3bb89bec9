package io.kitward.bench;

/**
 * One measured figure, beside a peer's where there is one.
 *
 * @param id stable, such as {@code G1.normal.10000.lucene-monitor}
 * @param what in words
 * @param peer who else was measured in the same run; empty for none
 * @param peerFigure the peer's figure in the same unit; 0 for none
 * @param ratio how many times better than the peer; 0 for none
 * @param goal in words
 */
public record Figure(
    String id,
    String what,
    double figure,
    String unit,
    String peer,
    double peerFigure,
    double ratio,
    String goal,
    boolean reached) {

  /** A figure that is smaller than the peer's at least so many times. */
  static Figure faster(
      String id,
      String what,
      double figure,
      String unit,
      String peer,
      double peerFigure,
      double goal) {
    double ratio = peerFigure / figure;
    return new Figure(
        id, what, figure, unit, peer, peerFigure, ratio, "≥ " + number(goal) + " ×", ratio >= goal);
  }

  /** A figure beside a peer's, for information. */
  static Figure beside(
      String id, String what, double figure, String unit, String peer, double peerFigure) {
    return new Figure(id, what, figure, unit, peer, peerFigure, peerFigure / figure, "", true);
  }

  /** A figure that must not exceed its goal. */
  public static Figure atMost(String id, String what, double figure, String unit, double goal) {
    return new Figure(
        id, what, figure, unit, "", 0, 0, "≤ " + number(goal) + " " + unit, figure <= goal);
  }

  /** A figure that must reach its goal. */
  public static Figure atLeast(String id, String what, double figure, String unit, double goal) {
    return new Figure(
        id, what, figure, unit, "", 0, 0, "≥ " + number(goal) + " " + unit, figure >= goal);
  }

  /** A figure for information. */
  public static Figure of(String id, String what, double figure, String unit) {
    return new Figure(id, what, figure, unit, "", 0, 0, "", true);
  }

  /** A number as people read it: three digits that count. */
  public static String number(double value) {
    double size = Math.abs(value);
    String pattern =
        size >= 100 || size == Math.rint(size) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(java.util.Locale.ROOT, pattern, value);
  }
}
