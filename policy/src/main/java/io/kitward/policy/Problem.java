package io.kitward.policy;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Something wrong in a document: a stable code, where (file, line and column from 1, path such as
 * {@code spec.files[0].path}), and words that say what to do. The file is empty and line and column
 * are 0 where unknown.
 */
public record Problem(String code, String file, int line, int column, String path, String message) {
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");
  private static final Pattern UNPRINTABLE_IN_LINES = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\n]]");

  /** What came from the text is made harmless for a terminal. */
  public Problem {
    path = UNPRINTABLE.matcher(path).replaceAll("\ufffd");
    message = UNPRINTABLE_IN_LINES.matcher(message).replaceAll("\ufffd");
  }

  /** In the order in which people read: by file, line and column. */
  public static final Comparator<Problem> IN_PLACE =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column);

  public static final String SYNTAX = "KDOC-SYNTAX";
  public static final String UNKNOWN_FIELD = "KDOC-UNKNOWN-FIELD";
  public static final String UNKNOWN_KIND = "KDOC-UNKNOWN-KIND";
  public static final String DUPLICATE_KEY = "KDOC-DUPLICATE-KEY";
  public static final String DUPLICATE_DOCUMENT = "KDOC-DUPLICATE-DOCUMENT";
  public static final String MISSING = "KDOC-MISSING";
  public static final String TYPE = "KDOC-TYPE";
  public static final String VALUE = "KDOC-VALUE";
  public static final String SELECTOR = "KDOC-SELECTOR";
  public static final String TEMPLATE = "KDOC-TEMPLATE";
  public static final String REFERENCE = "KDOC-REFERENCE";
  public static final String PARAMETER = "KDOC-PARAMETER";
  public static final String CIRCLE = "KDOC-CIRCLE";
  public static final String TAG = "KDOC-TAG";
  public static final String FILE = "KDOC-FILE";

  /** {@code file:line:column: path: message [code]}. */
  @Override
  public String toString() {
    String place =
        file.isEmpty() ? "" : line == 0 ? file + ": " : file + ":" + line + ":" + column + ": ";
    return place + (path.isEmpty() ? "" : path + ": ") + message + " [" + code + "]";
  }
}
