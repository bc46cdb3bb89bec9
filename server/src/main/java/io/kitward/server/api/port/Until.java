package io.kitward.server.api.port;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time at which something ends, as people write it: a day ({@code 2026-12-31}, which counts
 * whole, in UTC), a moment ({@code 2026-12-31T18:00:00Z}) or a length from now ({@code 12h}, {@code
 * 7d}).
 */
public final class Until {
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final Pattern SPAN = Pattern.compile("(\\d{1,4})([hd])");

  /** What may be written, for messages. */
  public static final String FORM =
      "a day such as 2026-12-31, a moment such as 2026-12-31T18:00:00Z, or a time from now such as"
          + " 12h or 7d; ahead of now, and by a year at most";

  private Until() {}

  /** The moment; empty when the text is none, or it does not lie ahead by a year at most. */
  public static Optional<Instant> read(String text, Instant now) {
    try {
      Instant at = parse(text.strip(), now).truncatedTo(ChronoUnit.MILLIS);
      return at.isAfter(now) && !at.isAfter(now.plus(LONGEST)) ? Optional.of(at) : Optional.empty();
    } catch (DateTimeException | ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static Instant parse(String text, Instant now) {
    Matcher span = SPAN.matcher(text);
    if (span.matches()) {
      long many = Long.parseLong(span.group(1));
      return now.plus(span.group(2).equals("h") ? Duration.ofHours(many) : Duration.ofDays(many));
    }
    return text.contains("T")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
