package io.kitward.server.api.stored;

import io.kitward.server.api.port.Backends;
import io.kitward.server.api.port.Census;
import io.kitward.server.api.port.Status;
import io.kitward.server.api.port.StatusView;
import io.kitward.server.store.Store;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

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
    return store.ask(
        handle -> number(handle, "select count(*) from exception where closed_at is null"));
  }

  private static int number(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Integer.class).one();
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
