package io.kitward.server.api.handler;

import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.SelectorSyntaxException;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.JsonBody;
import io.kitward.server.api.Problem.Position;
import io.kitward.server.api.Request;
import io.kitward.server.desired.Phase;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads query parameters, refusing what is repeated or has no valid value. */
final class Queries {
  static final int LIMIT = 1_000;
  private static final int USUAL_LIMIT = 100;
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})([smhd])");

  private Queries() {}

  /** The one value of a parameter; empty when it is not there. */
  static Optional<String> text(Request request, String name) {
    List<String> values = request.query().getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw invalid(name, "is given " + values.size() + " times");
    }
    return values.stream().findFirst();
  }

  /** The page size, from 1 to {@value #LIMIT}. */
  static int limit(Request request) {
    return (int) number(request, "limit", 1, LIMIT).orElse(USUAL_LIMIT);
  }

  /** A whole number within bounds; empty when it is not there. */
  static OptionalLong number(Request request, String name, long least, long most) {
    Optional<String> text = text(request, name);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return OptionalLong.of(value);
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw invalid(
        name,
        most == Long.MAX_VALUE
            ? "must be a whole number from " + least
            : "must be a whole number from " + least + " to " + most);
  }

  /** The selector; empty when none is there. An empty selector is refused: it never means all. */
  static Optional<Selector> selector(Request request) {
    return text(request, "selector").map(Queries::parse);
  }

  static Selector parse(String text) {
    try {
      return Selector.parse(text);
    } catch (SelectorSyntaxException e) {
      var refusal =
          new ApiException(
                  ErrorCode.SELECTOR_MALFORMED,
                  e.code() + ": " + e.getMessage() + "; expected " + e.expected() + ".")
              .at(position(text, e.offset()));
      String fix = e.fix();
      throw fix == null ? refusal : refusal.next(capital(fix) + (fix.endsWith("?") ? "" : "."));
    }
  }

  /**
   * Asks with a selector whose groups the answerer puts in; a group that is not there, or leads
   * back to itself, is the asker's mistake.
   */
  static <T> T selecting(Supplier<T> question) {
    try {
      return question.get();
    } catch (GroupExpansionException e) {
      var refusal =
          new ApiException(
              ErrorCode.SELECTOR_MALFORMED,
              e.code() + ": " + JsonBody.printable(String.valueOf(e.getMessage())) + ".");
      String fix = e.fix();
      throw fix == null ? refusal : refusal.next(capital(fix) + (fix.endsWith("?") ? "" : "."));
    }
  }

  /**
   * When something ends: after a time such as {@code 30m}, {@code 2h} or {@code 7d}, or at an
   * instant; empty when it is not there.
   */
  static Optional<Instant> expiry(Request request, Instant now) {
    Optional<String> text = text(request, "expires");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Instant at;
    try {
      Matcher span = SPAN.matcher(text.get());
      at =
          span.matches()
              ? now.plus(Long.parseLong(span.group(1)), unit(span.group(2)))
              : Instant.parse(text.get());
    } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
      throw invalid(
          "expires",
          "must be a time such as 30m, 2h or 7d, or an instant such as 2026-12-31T18:00:00Z");
    }
    if (!at.isAfter(now) || at.isAfter(now.plus(Duration.ofDays(3_660)))) {
      throw invalid("expires", "must lie ahead, by ten years at most");
    }
    return Optional.of(at.truncatedTo(ChronoUnit.MILLIS));
  }

  /** A length of time such as {@code 30m}, {@code 2h} or {@code 7d}; empty when it is not there. */
  static Optional<Duration> duration(Request request, String name) {
    return text(request, name)
        .map(
            text -> {
              Matcher span = SPAN.matcher(text);
              if (!span.matches()) {
                throw invalid(name, "must be a time such as 30m, 2h or 7d");
              }
              return unit(span.group(2)).getDuration().multipliedBy(Long.parseLong(span.group(1)));
            });
  }

  /**
   * A moment such as {@code 2026-03-01T12:00:00Z}, or a day such as {@code 2026-03-01}, which is
   * its beginning in UTC; empty when it is not there.
   */
  static Optional<Instant> moment(Request request, String name) {
    return text(request, name)
        .map(
            text -> {
              try {
                return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
              } catch (DateTimeException _) {
                throw invalid(
                    name,
                    "must be a moment such as 2026-03-01T12:00:00Z or a day such as 2026-03-01");
              }
            });
  }

  private static ChronoUnit unit(String letter) {
    return switch (letter) {
      case "s" -> ChronoUnit.SECONDS;
      case "m" -> ChronoUnit.MINUTES;
      case "h" -> ChronoUnit.HOURS;
      default -> ChronoUnit.DAYS;
    };
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static Position position(String text, int offset) {
    String before = text.substring(0, Math.min(offset, text.length()));
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return new Position(offset, line, before.length() - before.lastIndexOf('\n'));
  }

  /** The phase; empty when none is there. */
  static Optional<Phase> phase(Request request) {
    return text(request, "phase")
        .map(
            word ->
                Phase.of(word)
                    .orElseThrow(
                        () ->
                            invalid(
                                "phase",
                                "must be one of "
                                    + Arrays.stream(Phase.values())
                                        .map(Phase::word)
                                        .collect(Collectors.joining(", ")))));
  }

  static ApiException invalid(String name, String words) {
    return new ApiException(
        ErrorCode.QUERY_INVALID, "The query parameter “" + name + "” " + words + ".");
  }
}
