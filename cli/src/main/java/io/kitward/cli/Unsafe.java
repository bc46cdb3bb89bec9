package io.kitward.cli;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Characters that steer a terminal or change the order in which a line is read: controls (C0 and
 * C1), format characters (bidirectional overrides, zero-width joiners, tags), separators of lines,
 * halves of characters. They are shown as U+FFFD, never passed on.
 */
final class Unsafe {
  static final char SHOWN = '\ufffd';

  private static final String CLASS = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}";
  private static final Pattern ANYWHERE = Pattern.compile("[" + CLASS + "]");

  /** Colours that {@link Style} paints with stay, and so do line breaks and tabs. */
  private static final Pattern IN_OUTPUT =
      Pattern.compile("\u001b\\[[0-9;]{0,16}m|[" + CLASS + "&&[^\n\t]]");

  private static final Pattern IN_STRINGS = Pattern.compile("[" + CLASS + "&&[^\n\t]]");

  private Unsafe() {}

  /** A text on one line, each of these characters shown. */
  static String shown(String text) {
    return ANYWHERE.matcher(text).replaceAll(String.valueOf(SHOWN));
  }

  /** What is printed, line breaks, tabs and colours kept. */
  static String shownInOutput(String text) {
    return IN_OUTPUT
        .matcher(text)
        .replaceAll(found -> found.group().length() > 2 ? found.group() : String.valueOf(SHOWN));
  }

  /** Whether a text of several lines has any of these characters. */
  static boolean isIn(String text) {
    return IN_STRINGS.matcher(text).find();
  }

  /**
   * JSON, or YAML with its strings in double quotes, with each of these characters as an escape:
   * the same value, and harmless.
   */
  static String escaped(String json) {
    return IN_STRINGS.matcher(json).replaceAll(Unsafe::escape);
  }

  private static String escape(MatchResult found) {
    var escape = new StringBuilder();
    for (char c : found.group().toCharArray()) {
      escape.append(String.format("\\u%04x", (int) c));
    }
    return Matcher.quoteReplacement(escape.toString());
  }
}
