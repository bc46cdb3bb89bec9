package io.kitward.server.console.sample;

import io.kitward.selector.Selector;
import io.kitward.server.api.port.History;
import io.kitward.server.api.port.InstanceFilter;
import io.kitward.server.api.port.InstanceView;
import io.kitward.server.desired.Phase;
import io.kitward.server.history.Coverage;
import io.kitward.server.history.FigureReader;
import io.kitward.server.history.Sample;
import io.kitward.server.history.Times;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A history with a bad hour in each day, and a service with a hostile name. */
final class SampleHistory implements History {

  private static final Duration BEGUN = Duration.ofDays(200);

  private final SampleFleet fleet;
  private final Clock clock;

  SampleHistory(SampleFleet fleet, Clock clock) {
    this.fleet = fleet;
    this.clock = clock;
  }

  @Override
  public Instant begin() {
    return clock.instant().minus(BEGUN);
  }

  @Override
  public List<InstanceView> instances(
      InstanceFilter filter, Instant at, String afterNode, String afterService, int limit) {
    return fleet.page(filter, afterNode, afterService, limit);
  }

  @Override
  public List<String> services() {
    return List.of("node-exporter", "zabbix-agent2");
  }

  @Override
  public Figures figures(String service, Instant from, Instant to) {
    Duration step = FigureReader.step(Duration.between(from, to));
    double share = service.isEmpty() ? 1 : service.equals("node-exporter") ? 0.6 : 0.4;
    var samples = new ArrayList<Sample>();
    Instant at = from.isBefore(begin()) ? begin() : from;
    while (services().contains(service) == !service.isEmpty() && at.isBefore(to)) {
      samples.add(sample(at, step, share));
      at = at.plus(step);
    }
    return new Figures(from, to, service, step, samples);
  }

  private static Sample sample(Instant at, Duration step, double share) {
    var random = new Random(at.getEpochSecond());
    boolean bad = at.atOffset(ZoneOffset.UTC).getHour() == 3;
    double failed = (bad ? 60 : 2 + random.nextInt(6)) * share;
    var proven = new ArrayList<>(Collections.nCopies(Times.CLASSES, 0));
    for (int i = 0; i < 5; i++) {
      int place = Times.of(2 + random.nextDouble() * (bad ? 300 : 20));
      proven.set(place, proven.get(place) + 1);
    }
    return new Sample(
        at,
        step,
        Map.of(
            Phase.OK,
            900 * share - failed,
            Phase.DEGRADED,
            8 * share,
            Phase.STALE,
            12 * share,
            Phase.FAILED,
            failed),
        random.nextInt(bad ? 40 : 5),
        proven);
  }

  @Override
  public Coverage coverage(YearMonth month, @Nullable Selector selector, String key) {
    Instant from = month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    Instant to = end.isBefore(clock.instant()) ? end : clock.instant();
    var lines = new ArrayList<Coverage.Line>();
    for (String service : services()) {
      for (String group : key.isEmpty() ? List.of("") : List.of("production", "staging")) {
        lines.add(
            new Coverage.Line(
                service,
                group,
                120,
                118,
                117,
                Duration.ofHours(120 * 720),
                Duration.ofHours(119 * 720 + 400),
                List.of(
                    new Coverage.Gap("failed", "Running: PortTaken", 3, Duration.ofHours(250)),
                    new Coverage.Gap(
                        "stale", "the node could not be reached", 9, Duration.ofHours(70)))));
      }
    }
    return new Coverage(
        month.toString(),
        from,
        to,
        !from.isBefore(begin()),
        key,
        selector == null ? "" : selector.toString(),
        lines,
        List.of(
            new Coverage.Exempt(
                "legacy-databases",
                "role=db and os=aix",
                List.of("zabbix-agent2"),
                "<b>no</b> agent for it, =HYPERLINK(\"http://evil.example\")",
                end)));
  }
}
