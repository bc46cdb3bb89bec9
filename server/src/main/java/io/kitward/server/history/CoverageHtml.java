package io.kitward.server.history;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** A coverage report as a page that stands alone, to be kept, sent or printed. */
public final class CoverageHtml {

  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null,
          ContentType.Html,
          CoverageHtml.class.getClassLoader(),
          "io.kitward.server.console.template");

  private CoverageHtml() {}

  /**
   * What the template shows.
   *
   * @param nodes which nodes it is about
   * @param note what the reader must know first; empty: nothing
   */
  public record Page(
      String month,
      String from,
      String to,
      String made,
      String nodes,
      String note,
      String key,
      List<Line> lines,
      List<Coverage.Exempt> exemptions) {

    /** The report, made at a moment. */
    public static Page of(Coverage coverage, Instant now) {
      return new Page(
          coverage.month(),
          time(coverage.from()),
          time(coverage.to()),
          time(now),
          coverage.selector().isEmpty() ? "all" : coverage.selector(),
          coverage.whole()
              ? ""
              : coverage.from().isBefore(coverage.to())
                  ? "What was before " + time(coverage.from()) + " is not known."
                  : "Nothing is known of this month.",
          coverage.key(),
          coverage.lines().stream().map(Line::of).toList(),
          coverage.exemptions());
    }
  }

  /** One row, in words. */
  public record Line(
      String service, String group, int should, int had, int now, String share, List<String> gaps) {

    static Line of(Coverage.Line line) {
      return new Line(
          line.service(),
          line.group().isEmpty() ? "–" : line.group(),
          line.should(),
          line.had(),
          line.now(),
          String.format(Locale.ROOT, "%.2f %%", line.share()),
          line.gaps().stream().map(Line::words).toList());
    }

    private static String words(Coverage.Gap gap) {
      return gap.phase()
          + (gap.cause().isEmpty() ? "" : " (" + gap.cause() + ")")
          + ": "
          + hours(gap.time())
          + " on "
          + gap.nodes()
          + (gap.nodes() == 1 ? " node" : " nodes");
    }
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
  }

  private static String hours(Duration time) {
    return time.compareTo(Duration.ofHours(1)) < 0
        ? Math.max(1, time.toMinutes()) + " min"
        : String.format(Locale.ROOT, "%.1f h", time.toMillis() / 3_600_000.0);
  }

  /** The whole page. */
  public static String of(Coverage coverage, Instant now) {
    var output = new StringOutput();
    ENGINE.render("report/coverage.jte", Page.of(coverage, now), output);
    return output.toString();
  }
}
