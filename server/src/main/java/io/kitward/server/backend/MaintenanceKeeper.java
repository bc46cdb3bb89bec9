package io.kitward.server.backend;

import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.Suspension;
import io.kitward.server.desired.TreatmentTable;
import io.kitward.server.desired.WantedHost;
import io.kitward.server.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the hosts of one console in maintenance that persons suspended. Speaks to the console when
 * the set of these hosts, or an end, is not what was carried out last. For one thread at a time.
 */
final class MaintenanceKeeper {

  /** How soon it is tried again after the console refused. */
  private static final Duration REST = Duration.ofSeconds(30);

  private final String backend;
  private final Driver driver;
  private final Store store;
  private Optional<Map<WantedHost, Instant>> done = Optional.empty();
  private Instant restUntil = Instant.MIN;
  private String trouble = "";

  MaintenanceKeeper(String backend, Driver driver, Store store) {
    this.backend = backend;
    this.driver = driver;
    this.store = store;
  }

  /**
   * One step.
   *
   * @param whole whether the console is looked at even if nothing changed here
   * @return why it is not as it shall be, in words; empty when it is
   */
  String keep(boolean whole, Instant now) throws InterruptedException {
    if (!whole && now.isBefore(restUntil)) {
      return trouble;
    }
    Map<WantedHost, Instant> until = suspended(now);
    if (!whole && done.equals(Optional.of(until))) {
      return trouble;
    }
    try {
      driver.maintain(until);
      done = Optional.of(until);
      trouble = "";
    } catch (ConsoleException e) {
      done = Optional.empty();
      restUntil = now.plus(REST);
      trouble = "maintenance of what is suspended can't be kept: " + e.words();
    }
    return trouble;
  }

  private Map<WantedHost, Instant> suspended(Instant now) {
    return store.read(
        handle -> {
          List<Suspension> open = TreatmentTable.suspensions(handle, now);
          return open.isEmpty()
              ? Map.<WantedHost, Instant>of()
              : SuspendedHosts.until(
                  open,
                  ConsoleHostTable.of(
                          handle, backend, open.stream().map(Suspension::node).distinct().toList())
                      .stream()
                      .flatMap(row -> row.applied().stream())
                      .toList());
        });
  }
}
