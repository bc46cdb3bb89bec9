package io.kitward.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text as a terminal shows it: its width, its shortening, and nothing that could steer it. */
final class Text {
  private static final String GAP = "…";
  private static final long MEBI = 1L << 20;
  private static final long GIBI = 1L << 30;

  private Text() {}

  /** The same on one line and harmless: what a server stores must not steer a terminal. */
  static String clean(String text) {
    return Unsafe.shown(text);
  }

  /** The same, but line breaks stay: for text that the server laid out in lines. */
  static String cleanLines(String text) {
    return text.lines().map(Text::clean).collect(Collectors.joining("\n"));
  }

  /** Columns on a terminal. */
  static int width(String text) {
    return Width.of(text);
  }

  /** A line below {@code text} whose caret points at the character with this index. */
  static String caret(String text, int index) {
    return " ".repeat(width(clean(text.substring(0, Math.min(index, text.length()))))) + "^";
  }

  /** Shortened in the middle, since names differ at both ends. */
  static String middle(String text, int columns) {
    if (width(text) <= columns || columns < 1) {
      return columns < 1 ? "" : text;
    }
    int right = (columns - 1) / 2;
    int from = text.length();
    int kept = 0;
    while (from > 0) {
      int c = text.codePointBefore(from);
      if (kept + Width.of(c) > right) {
        break;
      }
      kept += Width.of(c);
      from -= Character.charCount(c);
    }
    // A mark without the character that it is drawn over would be drawn over the gap.
    while (from < text.length() && Width.of(text.codePointAt(from)) == 0) {
      from += Character.charCount(text.codePointAt(from));
    }
    return cut(text, columns - 1 - kept) + GAP + text.substring(from);
  }

  /** Shortened at the end, for sentences. */
  static String end(String text, int columns) {
    return width(text) <= columns ? text : columns < 1 ? "" : cut(text, columns - 1) + GAP;
  }

  private static String cut(String text, int columns) {
    int end = 0;
    int kept = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (kept + Width.of(c) > columns) {
        break;
      }
      kept += Width.of(c);
      end += Character.charCount(c);
    }
    return text.substring(0, end);
  }

  /** An instant to the second; other text as it is. */
  static String seconds(String instant) {
    try {
      return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeParseException _) {
      return instant;
    }
  }

  /** An amount of memory or disk in the unit that people read: {@code 23.5 GiB}. */
  static String bytes(long count) {
    boolean large = count >= GIBI;
    return String.format(
        Locale.ROOT, "%.1f %s", (double) count / (large ? GIBI : MEBI), large ? "GiB" : "MiB");
  }

  /** How long ago, in the largest unit: {@code 14 min}. */
  static String age(String instant, Instant now) {
    try {
      Duration age = Duration.between(Instant.parse(instant), now);
      long seconds = Math.max(0, age.toSeconds());
      if (seconds < 120) {
        return seconds + " s";
      }
      return seconds < 7_200
          ? age.toMinutes() + " min"
          : seconds < 172_800 ? age.toHours() + " h" : age.toDays() + " d";
    } catch (DateTimeParseException _) {
      return "–";
    }
  }
}
