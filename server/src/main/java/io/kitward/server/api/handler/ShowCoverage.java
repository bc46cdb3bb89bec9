package io.kitward.server.api.handler;

import io.kitward.selector.Selector;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.History;
import io.kitward.server.history.Coverage;
import io.kitward.server.history.CoverageCsv;
import io.kitward.server.history.CoverageHtml;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/** Who should have what, and had it, over a month: for programs, for spreadsheets, to print. */
record ShowCoverage(History history, Clock clock) implements Handler {

  private record Answer(
      String month,
      Instant from,
      Instant to,
      boolean whole,
      String key,
      String selector,
      List<Line> lines,
      List<Coverage.Exempt> exemptions) {}

  private record Line(
      String service,
      String group,
      int should,
      int had,
      int now,
      double share,
      double wantedHours,
      double functionalHours,
      List<Gap> gaps) {}

  private record Gap(String phase, String cause, int nodes, double hours) {}

  @Override
  public Response handle(Request request) {
    YearMonth month = month(request);
    String key = key(request);
    Format format = Format.of(request, Format.JSON, Format.CSV, Format.HTML);
    Selector selector = Queries.selector(request).orElse(null);
    Coverage coverage = Queries.selecting(() -> history.coverage(month, selector, key));
    String name = "kitward-coverage-" + month;
    return switch (format) {
      case JSON -> Bodies.ok(answer(coverage));
      case CSV -> format.answer(name, CoverageCsv.of(coverage));
      case HTML -> format.answer(name, CoverageHtml.of(coverage, clock.instant()));
    };
  }

  private YearMonth month(Request request) {
    YearMonth now = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    YearMonth month =
        Queries.text(request, "month")
            .map(
                text -> {
                  try {
                    return YearMonth.parse(text);
                  } catch (DateTimeException _) {
                    throw Queries.invalid("month", "must be a month such as 2026-10");
                  }
                })
            .orElse(now);
    if (month.isAfter(now)) {
      throw Queries.invalid("month", "lies ahead");
    }
    if (month.getYear() < 2000) {
      throw Queries.invalid("month", "must be a month such as 2026-10");
    }
    return month;
  }

  private static String key(Request request) {
    String key = Queries.text(request, "key").orElse("");
    if (!key.isEmpty()) {
      try {
        Tag _ = new Tag(key, "");
      } catch (TagSyntaxException e) {
        throw Queries.invalid("key", "is no tag key: " + e.getMessage());
      }
    }
    return key;
  }

  private static Answer answer(Coverage coverage) {
    return new Answer(
        coverage.month(),
        coverage.from(),
        coverage.to(),
        coverage.whole(),
        coverage.key(),
        coverage.selector(),
        coverage.lines().stream().map(ShowCoverage::line).toList(),
        coverage.exemptions());
  }

  private static Line line(Coverage.Line line) {
    return new Line(
        line.service(),
        line.group(),
        line.should(),
        line.had(),
        line.now(),
        Math.round(line.share() * 1_000) / 1_000.0,
        hours(line.wanted()),
        hours(line.functional()),
        line.gaps().stream()
            .map(gap -> new Gap(gap.phase(), gap.cause(), gap.nodes(), hours(gap.time())))
            .toList());
  }

  private static double hours(Duration time) {
    return Math.round(time.toMillis() / 36_000.0) / 100.0;
  }
}
