package io.kitward.server.console.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A moment for a {@code <time>} element.
 *
 * @param iso for {@code datetime}
 * @param words how long ago, such as {@code 12 s}, {@code 14 min}, {@code 2 h 14 min}, {@code 3 d}
 * @param absolute date and time in UTC
 */
public record When(String iso, String words, String absolute) {
  private static final DateTimeFormatter ABSOLUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public static When of(Instant moment, Instant now) {
    return new When(
        moment.truncatedTo(ChronoUnit.SECONDS).toString(),
        words(Duration.between(moment, now)),
        ABSOLUTE.format(moment));
  }

  /** A moment ahead of the reader's clock counts as now: clocks differ a little. */
  static String words(Duration ago) {
    long seconds = Math.max(0, ago.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    if (seconds < 86_400) {
      long minutes = seconds % 3600 / 60;
      return seconds / 3600 + " h" + (minutes == 0 ? "" : " " + minutes + " min");
    }
    return seconds / 86_400 + " d";
  }

  /** The time of day in UTC. */
  public String clock() {
    return absolute.substring(11, 19);
  }

  /** The day in UTC. */
  public String day() {
    return absolute.substring(0, 10);
  }
}
