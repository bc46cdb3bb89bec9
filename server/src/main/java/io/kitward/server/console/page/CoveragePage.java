package io.kitward.server.console.page;

import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.History;
import io.kitward.server.history.Coverage;
import io.kitward.server.history.CoverageCsv;
import io.kitward.server.history.CoverageHtml;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who should have what, and had it, over a month. */
public final class CoveragePage implements Page {

  private static final String PATH = "/reports/coverage";

  private final History history;
  private final Gate gate;

  public CoveragePage(History history, Gate gate) {
    this.history = history;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param report null while the selector can't be read
   * @param before the month before, and {@code after} the one after; empty where there is none
   */
  public record View(
      SelectorField field,
      String month,
      String key,
      String before,
      String after,
      CoverageHtml.@Nullable Page report,
      String csv,
      String html) {}

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    YearMonth now = thisMonth(visit.now());
    YearMonth month = month(visit, now);
    String key = key(visit);
    SelectorField field = SelectorField.read(visit.asked("q"));
    CoverageHtml.@Nullable Page report = null;
    if (!field.faulty()) {
      try {
        Coverage coverage = history.coverage(month, field.selector(), key);
        report = CoverageHtml.Page.of(coverage, visit.now());
      } catch (GroupExpansionException e) {
        field = field.broken(e);
      }
    }
    var view =
        new View(
            field,
            month.toString(),
            key,
            address(PATH, month.minusMonths(1), key, field.text()),
            month.isBefore(now) ? address(PATH, month.plusMonths(1), key, field.text()) : "",
            report,
            address(PATH + "/file.csv", month, key, field.text()),
            address(PATH + "/file.html", month, key, field.text()));
    return Screen.of("Coverage " + month, Section.HISTORY, "coverage.jte", view, List.of())
        .with(field.faulty() ? 400 : 200, "");
  }

  /** The same as a table for other programs. */
  public Download.File csv(Visit visit) {
    Coverage coverage = coverage(visit);
    return new Download.File(
        "kitward-coverage-" + coverage.month() + ".csv",
        "text/csv; charset=utf-8; header=present",
        CoverageCsv.of(coverage));
  }

  /** The same as a page that stands alone. */
  public Download.File html(Visit visit) {
    Coverage coverage = coverage(visit);
    return new Download.File(
        "kitward-coverage-" + coverage.month() + ".html",
        "text/html; charset=utf-8",
        CoverageHtml.of(coverage, visit.now()));
  }

  private Coverage coverage(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    SelectorField field = SelectorField.read(visit.asked("q"));
    if (field.faulty()) {
      throw new ApiException(ErrorCode.SELECTOR_MALFORMED, "the selector can't be read");
    }
    try {
      return history.coverage(month(visit, thisMonth(visit.now())), field.selector(), key(visit));
    } catch (GroupExpansionException e) {
      throw new ApiException(
          ErrorCode.SELECTOR_MALFORMED, "the selector can't be read: " + e.getMessage(), e);
    }
  }

  private static String address(String path, YearMonth month, String key, String selector) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("month", month.toString());
    parameters.put("key", key);
    parameters.put("q", selector);
    return Pager.address(path, parameters);
  }

  private static YearMonth thisMonth(Instant now) {
    return YearMonth.from(now.atOffset(ZoneOffset.UTC));
  }

  private static YearMonth month(Visit visit, YearMonth now) {
    String text = visit.asked("month");
    if (text.isEmpty()) {
      return now;
    }
    try {
      YearMonth month = YearMonth.parse(text);
      if (!month.isAfter(now) && month.getYear() >= 2000) {
        return month;
      }
    } catch (DateTimeException _) {
      // said below
    }
    throw new ApiException(
        ErrorCode.QUERY_INVALID, "“" + text + "” is not a month such as 2026-10 that has begun");
  }

  private static String key(Visit visit) {
    String key = visit.asked("key");
    if (!key.isEmpty()) {
      try {
        Tag _ = new Tag(key, "");
      } catch (TagSyntaxException e) {
        throw new ApiException(
            ErrorCode.QUERY_INVALID, "“" + key + "” is no tag key: " + e.getMessage(), e);
      }
    }
    return key;
  }
}
