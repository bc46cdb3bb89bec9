package io.kitward.server.console.view;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/**
 * What differs between two texts, line by line, with three lines around.
 *
 * @param lines none when the texts are equal
 * @param note why nothing is compared; empty when it is
 */
public record TextDiff(List<Line> lines, String note) {

  /** Longer texts take too long to compare while somebody waits. */
  public static final int LONGEST = 20_000;

  private static final int HEADERS = 2;

  /**
   * One line.
   *
   * @param sign {@code -}, {@code +}, {@code @} for the place of what follows, or a blank
   */
  public record Line(String sign, String text) {
    /** The word for the style sheet and for those who hear the page. */
    public String word() {
      return switch (sign) {
        case "-" -> "gone";
        case "+" -> "new";
        case "@" -> "place";
        default -> "same";
      };
    }

    static Line of(String unified) {
      if (unified.startsWith("@@")) {
        return new Line("@", unified);
      }
      return unified.isEmpty()
          ? new Line(" ", "")
          : new Line(unified.substring(0, 1), unified.substring(1));
    }
  }

  public static TextDiff of(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> young = after.lines().toList();
    if (old.size() > LONGEST || young.size() > LONGEST) {
      return new TextDiff(List.of(), "These texts are too long to be compared here.");
    }
    List<String> unified =
        UnifiedDiffUtils.generateUnifiedDiff("", "", old, DiffUtils.diff(old, young), 3);
    return new TextDiff(unified.stream().skip(HEADERS).map(Line::of).toList(), "");
  }

  /** A difference that is in unified form already. */
  public static TextDiff unified(String text) {
    return new TextDiff(text.lines().skip(HEADERS).map(Line::of).toList(), "");
  }

  /** Whether there is nothing to show. */
  public boolean equal() {
    return lines.isEmpty() && note.isEmpty();
  }
}
