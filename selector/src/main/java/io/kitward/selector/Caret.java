package io.kitward.selector;

import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.HIRAGANA;
import static java.lang.Character.UnicodeScript.KATAKANA;

/** A position in a text as people see it: line and column, the line itself, and a caret below. */
public final class Caret {
  /** A longer line is shown from this many characters before the position to as many after it. */
  private static final int WINDOW = 60;

  private Caret() {}

  /**
   * {@code line L, column C:}, the line, and carets under the span; wide characters take two
   * places, control characters are shown as U+FFFD. The offset counts UTF-16 units; the column
   * counts characters from 1.
   */
  public static String render(String text, int offset, int length) {
    int start = text.lastIndexOf('\n', offset - 1) + 1;
    int newline = text.indexOf('\n', offset);
    int end = newline < 0 ? text.length() : newline;
    int line = 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
    int column = 1 + text.codePointCount(start, offset);

    int from = boundary(text, Math.max(start, offset - WINDOW));
    int to = boundary(text, Math.min(end, offset + WINDOW));
    String before = (from > start ? "…" : "") + text.substring(from, offset);
    String after = text.substring(offset, to) + (to < end ? "…" : "");
    int spanned = Math.max(1, width(text.substring(offset, Math.min(to, offset + length))));
    return "line %d, column %d:\n  ".formatted(line, column)
        + printable(before + after)
        + "\n  "
        + padding(before)
        + "^".repeat(spanned);
  }

  private static int boundary(String text, int index) {
    boolean split =
        index > 0 && index < text.length() && Character.isLowSurrogate(text.charAt(index));
    return split ? index - 1 : index;
  }

  private static String padding(String before) {
    StringBuilder padding = new StringBuilder();
    before.codePoints().forEach(c -> padding.append(c == '\t' ? "\t" : " ".repeat(width(c))));
    return padding.toString();
  }

  private static String printable(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .forEach(c -> printable.appendCodePoint(c != '\t' && isUnsafe(c) ? 0xFFFD : c));
    return printable.toString();
  }

  /** Control characters, and those that turn the direction of text or break lines on a terminal. */
  private static boolean isUnsafe(int c) {
    return Character.isISOControl(c)
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || (c >= 0xD800 && c <= 0xDFFF);
  }

  private static int width(String text) {
    return text.codePoints().map(Caret::width).sum();
  }

  private static int width(int c) {
    if (isUnsafe(c)) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    Character.UnicodeScript script = Character.UnicodeScript.of(c);
    boolean halfWidth = c >= 0xFF61 && c <= 0xFFDC;
    boolean eastAsian =
        script == HAN || script == HANGUL || script == HIRAGANA || script == KATAKANA;
    boolean wideSign =
        (c >= 0x3000 && c <= 0x303E)
            || (c >= 0xFF01 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6);
    return (eastAsian && !halfWidth) || wideSign || Character.isEmojiPresentation(c) ? 2 : 1;
  }
}
