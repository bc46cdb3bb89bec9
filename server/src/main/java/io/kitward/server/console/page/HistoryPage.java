package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.History;
import io.kitward.server.console.view.Chart;
import io.kitward.server.console.view.When;
import io.kitward.server.history.FiguresCsv;
import io.kitward.server.history.FiguresJson;
import io.kitward.server.history.Sample;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** How the fleet was over time: functional, repairs, time until proven. */
public final class HistoryPage implements Page {

  /** More values than this are read with other programs. */
  private static final int ROWS = 100;

  private static final String PATH = "/history";
  private static final Map<String, Duration> RANGES =
      Map.of(
          "24h", Duration.ofDays(1),
          "7d", Duration.ofDays(7),
          "30d", Duration.ofDays(30),
          "1y", Duration.ofDays(365));
  private static final List<String> PRESETS = List.of("24h", "7d", "30d", "1y");
  private static final Duration LONGEST = Duration.ofDays(3_660);

  private final History history;
  private final Gate gate;

  public HistoryPage(History history, Gate gate) {
    this.history = history;
    this.gate = gate;
  }

  /**
   * What the template shows.
   *
   * @param range the chosen preset; empty where moments are given
   * @param from a day, where days are given; else empty
   * @param step how long each point is for, in words
   */
  public record View(
      List<Choice> ranges,
      String range,
      String from,
      String to,
      String service,
      List<String> services,
      String step,
      List<Chart> charts,
      List<Row> rows,
      String csv,
      String json) {}

  /** A stretch of time that one can choose. */
  public record Choice(String word, String href, boolean chosen) {}

  /** One step, in words. */
  public record Row(
      When at,
      String functional,
      String well,
      String troubled,
      String stale,
      String repairs,
      String proven,
      String half,
      String most) {}

  /** What is asked for. */
  private record Asked(
      String range, String fromDay, String toDay, Instant from, Instant to, String service) {

    Map<String, String> parameters() {
      var all = new LinkedHashMap<String, String>();
      all.put("range", range.equals(PRESETS.getFirst()) ? "" : range);
      all.put("from", fromDay);
      all.put("to", toDay);
      all.put("service", service);
      return all;
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    Asked asked = asked(visit);
    History.Figures figures = history.figures(asked.service(), asked.from(), asked.to());
    var view =
        new View(
            PRESETS.stream().map(word -> choice(word, asked)).toList(),
            asked.range(),
            asked.fromDay(),
            asked.toDay(),
            asked.service(),
            history.services(),
            words(figures.step()),
            figures.samples().isEmpty() ? List.of() : charts(figures),
            figures.samples().reversed().stream()
                .limit(ROWS)
                .map(sample -> row(sample, visit.now()))
                .toList(),
            Pager.address(PATH + "/figures.csv", asked.parameters()),
            Pager.address(PATH + "/figures.json", asked.parameters()));
    String title = asked.service().isEmpty() ? "History" : "History: " + asked.service();
    return Screen.of(title, Section.HISTORY, "history.jte", view, List.of());
  }

  /** The same figures as a table for other programs. */
  public Download.File csv(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    Asked asked = asked(visit);
    History.Figures figures = history.figures(asked.service(), asked.from(), asked.to());
    return new Download.File(
        "kitward-history.csv",
        "text/csv; charset=utf-8; header=present",
        FiguresCsv.of(asked.service(), figures.samples()));
  }

  /** The same as JSON. */
  public Download.File json(Visit visit) {
    gate.require(visit.principal(), Action.READ_FLEET, new Target.Everything());
    Asked asked = asked(visit);
    History.Figures figures = history.figures(asked.service(), asked.from(), asked.to());
    return new Download.File(
        "kitward-history.json",
        "application/json",
        FiguresJson.of(asked.service(), figures.samples()));
  }

  private static Asked asked(Visit visit) {
    String from = visit.asked("from");
    String to = visit.asked("to");
    String service = visit.asked("service");
    if (!from.isEmpty()) {
      Instant begin = day(from);
      Instant end = to.isEmpty() ? visit.now() : day(to).plus(1, ChronoUnit.DAYS);
      Instant last = end.isAfter(visit.now()) ? visit.now() : end;
      if (!begin.isBefore(last) || begin.plus(LONGEST).isBefore(last)) {
        throw new ApiException(
            ErrorCode.QUERY_INVALID,
            "the first day must lie before the last, by ten years at most");
      }
      return new Asked("", from, to, begin, last, service);
    }
    String range = visit.asked("range").isEmpty() ? PRESETS.getFirst() : visit.asked("range");
    Duration length = RANGES.get(range);
    if (length == null) {
      throw new ApiException(
          ErrorCode.QUERY_INVALID, "the range must be one of " + String.join(", ", PRESETS));
    }
    return new Asked(range, "", "", visit.now().minus(length), visit.now(), service);
  }

  private static Instant day(String text) {
    try {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new ApiException(
          ErrorCode.QUERY_INVALID, "“" + text + "” is not a day such as 2026-03-01", e);
    }
  }

  private static Choice choice(String word, Asked asked) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("range", word.equals(PRESETS.getFirst()) ? "" : word);
    parameters.put("service", asked.service());
    return new Choice(word, Pager.address(PATH, parameters), word.equals(asked.range()));
  }

  private static List<Chart> charts(History.Figures figures) {
    List<Sample> samples = figures.samples();
    var span =
        new Chart.Span(
            figures.from(),
            figures.to(),
            figures.step(),
            samples.stream().map(Sample::at).toList());
    var functional = series("functional", "line-ok", samples, Sample::functional);
    double low = Math.max(0, Math.floor((Chart.lowest(List.of(functional)) - 1) / 5) * 5);
    var repairs = series("repairs", "", samples, sample -> OptionalDouble.of(sample.repairs()));
    var proven =
        List.of(
            series("half of them", "line-accent", samples, sample -> sample.untilProven(0.5)),
            series("95 of 100", "line-warn", samples, sample -> sample.untilProven(0.95)));
    return List.of(
        Chart.lines(
            "functional",
            "Compliance: instances that are functional",
            " %",
            span,
            Math.min(low, 95),
            100,
            List.of(functional)),
        Chart.bars("repairs", "Repairs", "", span, repairs),
        Chart.lines(
            "proven",
            "From the wish until a console received the data",
            " s",
            span,
            0,
            Chart.niceAbove(Chart.highest(proven)),
            proven));
  }

  private static Chart.Series series(
      String name, String look, List<Sample> samples, Function<Sample, OptionalDouble> value) {
    return new Chart.Series(name, look, samples.stream().map(value).toList());
  }

  private static Row row(Sample sample, Instant now) {
    double well = 0;
    double troubled = 0;
    double stale = 0;
    for (var phase : sample.phases().entrySet()) {
      switch (phase.getKey()) {
        case OK, REPAIRED -> well += phase.getValue();
        case BLOCKED, DEGRADED, FAILED -> troubled += phase.getValue();
        case STALE -> stale += phase.getValue();
        case PENDING, APPLYING, REMOVING -> {}
      }
    }
    return new Row(
        When.of(sample.at(), now),
        number(sample.functional(), 2, " %"),
        number(OptionalDouble.of(well), 1, ""),
        number(OptionalDouble.of(troubled), 1, ""),
        number(OptionalDouble.of(stale), 1, ""),
        String.valueOf(sample.repairs()),
        String.valueOf(sample.provenCount()),
        number(sample.untilProven(0.5), 1, " s"),
        number(sample.untilProven(0.95), 1, " s"));
  }

  private static String number(OptionalDouble value, int digits, String unit) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%." + digits + "f", value.getAsDouble()) + unit
        : "–";
  }

  private static String words(Duration step) {
    if (step.toDays() > 0) {
      return step.toDays() == 1 ? "a day" : step.toDays() + " days";
    }
    if (step.toHours() > 0) {
      return step.toHours() == 1 ? "an hour" : step.toHours() + " hours";
    }
    return step.toMinutes() == 1 ? "a minute" : step.toMinutes() + " minutes";
  }
}
