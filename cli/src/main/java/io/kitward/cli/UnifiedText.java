package io.kitward.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.io.PrintWriter;
import java.util.List;

/** What differs between two texts, in unified form with three lines around. */
final class UnifiedText {
  private static final int AROUND = 3;

  private UnifiedText() {}

  /** Prints it; nothing when the texts are equal. */
  static void print(
      PrintWriter out, Style style, String before, String old, String after, String young) {
    List<String> lines = lines(old);
    UnifiedDiffUtils.generateUnifiedDiff(
            before, after, lines, DiffUtils.diff(lines, lines(young)), AROUND)
        .forEach(line -> out.println(style.difference(Text.clean(line))));
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
