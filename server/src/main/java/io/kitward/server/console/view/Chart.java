package io.kitward.server.console.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A chart over time, drawn on the server: lines or bars in a frame of {@link #WIDTH} by {@link
 * #HEIGHT} units.
 *
 * @param id for the page's own references
 * @param unit behind the numbers at the side
 * @param sum what it shows, in a sentence, for those who don't see it
 */
public record Chart(
    String id,
    String title,
    String unit,
    String sum,
    List<Line> lines,
    List<Bar> bars,
    List<Tick> sides,
    List<Tick> times) {

  public static final int WIDTH = 720;
  public static final int HEIGHT = 180;

  /** Where the drawing begins, right of the numbers at the side. */
  public static final int LEFT = 66;

  /** Where it ends, above the words for times. */
  public static final int BOTTOM = 158;

  private static final int TOP = 12;
  private static final int RIGHT = WIDTH - 6;

  /** A line: one drawing, broken where nothing is known. */
  public record Line(String name, String look, String path) {}

  /** A bar. */
  public record Bar(String x, String y, String width, String height) {}

  /** A number at the side, or a word for a time, and where it stands. */
  public record Tick(String at, String label) {}

  /** What is drawn: a name, how it looks, its values; empty where nothing is known. */
  public record Series(String name, String look, List<OptionalDouble> values) {}

  /** The stretch of time of a chart, and the moments that have values. */
  public record Span(Instant from, Instant to, Duration step, List<Instant> moments) {}

  /**
   * A chart of lines.
   *
   * @param low the lowest number at the side
   * @param high the highest one
   */
  public static Chart lines(
      String id, String title, String unit, Span span, double low, double high, List<Series> all) {
    var lines = new ArrayList<Line>();
    for (Series series : all) {
      lines.add(new Line(series.name(), series.look(), path(span, series.values(), low, high)));
    }
    return new Chart(
        id, title, unit, sum(all, unit), lines, List.of(), sides(low, high), times(span));
  }

  /** A chart of bars, from nothing up. */
  public static Chart bars(String id, String title, String unit, Span span, Series series) {
    double high = niceAbove(highest(List.of(series)));
    var bars = new ArrayList<Bar>();
    double width =
        Math.max(
            1, (RIGHT - LEFT) * ratio(span.step(), Duration.between(span.from(), span.to())) - 1);
    for (int i = 0; i < span.moments().size(); i++) {
      double value = series.values().get(i).orElse(0);
      if (value > 0) {
        double top = y(value, 0, high);
        double left = Math.max(LEFT, x(span, span.moments().get(i)));
        bars.add(
            new Bar(
                number(left),
                number(top),
                number(Math.min(width, RIGHT - left)),
                number(BOTTOM - top)));
      }
    }
    return new Chart(
        id, title, unit, sum(List.of(series), unit), List.of(), bars, sides(0, high), times(span));
  }

  /** The highest value of all; 0 when there is none. */
  public static double highest(List<Series> all) {
    return all.stream()
        .flatMap(series -> series.values().stream())
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .max()
        .orElse(0);
  }

  /** The lowest value of all; 0 when there is none. */
  public static double lowest(List<Series> all) {
    return all.stream()
        .flatMap(series -> series.values().stream())
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .min()
        .orElse(0);
  }

  /** A round number that is not below this one, and never 0. */
  public static double niceAbove(double value) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1))));
    for (double step : new double[] {1, 2, 4, 5, 10}) {
      if (step * power >= value) {
        return Math.max(4, step * power);
      }
    }
    return 10 * power;
  }

  private static String path(Span span, List<OptionalDouble> values, double low, double high) {
    var path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < span.moments().size(); i++) {
      OptionalDouble value = values.get(i);
      Instant at = span.moments().get(i);
      boolean gap =
          i > 0
              && Duration.between(span.moments().get(i - 1), at)
                      .compareTo(span.step().multipliedBy(2))
                  > 0;
      if (value.isEmpty()) {
        pen = false;
        continue;
      }
      String x = number(x(span, at));
      path.append(pen && !gap ? "L" : "M")
          .append(x)
          .append(' ')
          .append(number(y(value.getAsDouble(), low, high)));
      // A single moment is drawn as a dot.
      if (!pen || gap) {
        path.append("h.1");
      }
      pen = true;
    }
    return path.toString();
  }

  private static double ratio(Duration part, Duration whole) {
    return (double) part.toSeconds() / Math.max(1, whole.toSeconds());
  }

  private static double x(Span span, Instant at) {
    double share =
        ratio(Duration.between(span.from(), at), Duration.between(span.from(), span.to()));
    return LEFT + (RIGHT - LEFT) * Math.clamp(share, 0, 1);
  }

  private static double y(double value, double low, double high) {
    double share = high == low ? 0 : (value - low) / (high - low);
    return BOTTOM - (BOTTOM - TOP) * Math.clamp(share, 0, 1);
  }

  private static List<Tick> sides(double low, double high) {
    var ticks = new ArrayList<Tick>();
    for (int i = 0; i <= 4; i++) {
      double value = low + (high - low) * i / 4;
      ticks.add(new Tick(number(y(value, low, high)), label(value)));
    }
    return ticks;
  }

  private static String label(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private static List<Tick> times(Span span) {
    Duration whole = Duration.between(span.from(), span.to());
    String pattern =
        whole.compareTo(Duration.ofDays(2)) <= 0
            ? "HH:mm"
            : whole.compareTo(Duration.ofDays(100)) <= 0 ? "d MMM" : "MMM uuuu";
    var words = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    var ticks = new ArrayList<Tick>();
    for (int i = 0; i < 5; i++) {
      Instant at = span.from().plus(whole.multipliedBy(2L * i + 1).dividedBy(10));
      ticks.add(new Tick(number(x(span, at)), words.format(at)));
    }
    return ticks;
  }

  private static String sum(List<Series> all, String unit) {
    var words = new ArrayList<String>();
    for (Series series : all) {
      double[] known =
          series.values().stream()
              .filter(OptionalDouble::isPresent)
              .mapToDouble(OptionalDouble::getAsDouble)
              .toArray();
      words.add(
          known.length == 0
              ? series.name() + ": nothing is known"
              : series.name()
                  + ": "
                  + label(lowest(List.of(series)))
                  + " to "
                  + label(highest(List.of(series)))
                  + unit
                  + ", last "
                  + label(known[known.length - 1])
                  + unit);
    }
    return String.join("; ", words) + ". The table below has every value.";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
