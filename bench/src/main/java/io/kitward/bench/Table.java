package io.kitward.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** The figures for people. */
final class Table {
  private Table() {}

  /** Prints them, one a line. */
  static void print(List<Figure> figures, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "%-52s %12s  %-44s %12s %10s  %s%n",
        "what",
        "Kitward",
        "peer",
        "peer's",
        "ratio",
        "goal");
    for (Figure figure : figures) {
      boolean alone = figure.peer().isEmpty();
      out.printf(
          Locale.ROOT,
          "%-52s %12s  %-44s %12s %10s  %s%n",
          figure.what(),
          Figure.number(figure.figure()) + " " + figure.unit(),
          figure.peer(),
          alone ? "" : Figure.number(figure.peerFigure()) + " " + figure.unit(),
          alone ? "" : Figure.number(figure.ratio()) + " ×",
          figure.goal().isEmpty() ? "" : figure.goal() + (figure.reached() ? " ✓" : " ✗"));
    }
  }
}
