package io.kitward.server.history;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows of comma-separated values as of RFC 4180. A cell that a spreadsheet would take for a formula
 * gets an apostrophe before it; a number stays a number.
 */
public final class Csv {

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
  private static final Pattern FORMULA =
      Pattern.compile("^[\\s\\p{C}]*[=+\\-@\\t\\r].*", Pattern.DOTALL);

  /** What a terminal would obey. */
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}&&[^\t\n\r]]");

  private Csv() {}

  /** A row with its end. */
  public static String row(List<String> cells) {
    return cells.stream().map(Csv::cell).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String cell(String text) {
    String shown = UNSEEN.matcher(text).replaceAll("\uFFFD");
    String harmless =
        !NUMBER.matcher(shown).matches() && FORMULA.matcher(shown).matches() ? "'" + shown : shown;
    return harmless.matches("(?s).*[\",\r\n].*")
        ? "\"" + harmless.replace("\"", "\"\"") + "\""
        : harmless;
  }
}
