package io.kitward.cli;

import io.kitward.selector.Condition;
import io.kitward.selector.Subject;
import io.kitward.selector.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.NavigableSet;
import java.util.stream.Collectors;

/** A verdict as people see it: a tree of its parts, and beside each condition what it saw. */
final class VerdictTree {
  /** Longer conditions do not push the values of the others to the right. */
  private static final int WIDEST = 60;

  private final PrintWriter out;
  private final Style style;
  private final Subject subject;
  private final int column;

  private VerdictTree(PrintWriter out, Style style, Subject subject, int column) {
    this.out = out;
    this.style = style;
    this.subject = subject;
    this.column = column;
  }

  static void print(PrintWriter out, Style style, Verdict verdict, Subject subject) {
    new VerdictTree(out, style, subject, widest(verdict, 0)).print(verdict, "", "");
  }

  private static int widest(Verdict verdict, int depth) {
    int own =
        verdict.selector() instanceof Condition
            ? 3 * depth + Text.width(verdict.selector().toString())
            : 0;
    return verdict.parts().stream()
        .mapToInt(part -> widest(part, depth + 1))
        .reduce(own > WIDEST ? 0 : own, Math::max);
  }

  private void print(Verdict verdict, String branch, String below) {
    String text = Text.clean(verdict.selector().toString());
    out.print(branch + style.verdict(verdict.holds()) + " " + text);
    if (verdict.selector() instanceof Condition) {
      int gap = Math.max(0, column - Text.width(branch) - Text.width(text));
      out.print(" ".repeat(gap + 2) + seen(verdict.seen(subject)));
    }
    out.println();
    List<Verdict> parts = verdict.parts();
    for (int i = 0; i < parts.size(); i++) {
      boolean last = i == parts.size() - 1;
      print(
          parts.get(i),
          below + (last ? style.lastBranch() : style.branch()),
          below + (last ? "   " : style.trunk()));
    }
  }

  private static String seen(NavigableSet<String> values) {
    return values.isEmpty()
        ? "absent"
        : values.stream()
            .map(value -> value.isEmpty() ? "(empty)" : Text.clean(value))
            .collect(Collectors.joining(", "));
  }
}
