package io.kitward.server.api.handler;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kitward.server.api.Bodies;
import io.kitward.server.api.Handler;
import io.kitward.server.api.Request;
import io.kitward.server.api.Response;
import io.kitward.server.api.port.History;
import io.kitward.server.desired.Phase;
import io.kitward.server.history.FiguresCsv;
import io.kitward.server.history.Sample;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Figures of the fleet over time, in as many steps as a chart can show. */
record ShowHistory(History history, Clock clock) implements Handler {

  private static final Duration LONGEST = Duration.ofDays(3_660);

  private record Answer(
      Instant from, Instant to, String service, long stepSeconds, List<Point> points) {}

  /**
   * One step.
   *
   * @param functional percent; null where there was nothing
   * @param provenSeconds null where nothing was proven
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Point(
      Instant at,
      @Nullable Double functional,
      Map<Phase, Double> instances,
      int repairs,
      int proven,
      @Nullable Quantiles provenSeconds) {}

  private record Quantiles(double p50, double p95) {}

  @Override
  public Response handle(Request request) {
    Instant to = Queries.moment(request, "to").orElseGet(clock::instant);
    Instant from = Queries.moment(request, "from").orElse(to.minus(Duration.ofDays(1)));
    if (!from.isBefore(to) || from.plus(LONGEST).isBefore(to)) {
      throw Queries.invalid("from", "must lie before “to”, by ten years at most");
    }
    String service = Queries.text(request, "service").orElse("");
    Format format = Format.of(request, Format.JSON, Format.CSV);
    History.Figures figures = history.figures(service, from, to);
    return format == Format.CSV
        ? format.answer("kitward-history", FiguresCsv.of(service, figures.samples()))
        : Bodies.ok(
            new Answer(
                from,
                to,
                service,
                figures.step().toSeconds(),
                figures.samples().stream().map(ShowHistory::point).toList()));
  }

  private static Point point(Sample sample) {
    Map<Phase, Double> instances = new EnumMap<>(Phase.class);
    sample.phases().forEach((phase, count) -> instances.put(phase, rounded(count)));
    OptionalDouble functional = sample.functional();
    OptionalDouble half = sample.untilProven(0.5);
    return new Point(
        sample.at(),
        functional.isPresent() ? rounded(functional.getAsDouble()) : null,
        instances,
        sample.repairs(),
        sample.provenCount(),
        half.isPresent()
            ? new Quantiles(
                rounded(half.getAsDouble()), rounded(sample.untilProven(0.95).orElseThrow()))
            : null);
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
