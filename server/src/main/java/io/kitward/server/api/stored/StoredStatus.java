package io.kitward.server.api.stored;

import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.Status;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.rollout.ExceptionQueries;
import io.kitward.server.store.Store;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** How the fleet and the server are, as counted in the store. Thread-safe. */
public final class StoredStatus implements Status {

  private static final int CAUSES = 20;

  private final Store store;
  private final Census census;
  private final Backends backends;
  private final Supplier<Optional<String>> notReady;
  private final PrometheusMeterRegistry metrics;
  private final String version;
  private final Clock clock;

  StoredStatus(
      Store store,
      Census census,
      Backends backends,
      Supplier<Optional<String>> notReady,
      PrometheusMeterRegistry metrics,
      String version,
      Clock clock) {
    this.store = store;
    this.census = census;
    this.backends = backends;
    this.notReady = notReady;
    this.metrics = metrics;
    this.version = version;
    this.clock = clock;
  }

  @Override
  public StatusView overview() {
    Census.Figures figures = census.figures(null, List.of());
    return new StatusView(
        version,
        clock.instant(),
        store.epoch(),
        figures.nodes(),
        figures.connected(),
        figures.simulated(),
        figures.instances(),
        figures.unproven(),
        openExceptions(),
        census.causes(null, CAUSES),
        backends.list());
  }

  @Override
  public int openExceptions() {
    Instant now = clock.instant();
    return store.ask(handle -> ExceptionQueries.open(handle, now));
  }

  @Override
  public Optional<String> notReady() {
    return notReady.get();
  }

  @Override
  public String metrics() {
    return metrics.scrape();
  }
}
