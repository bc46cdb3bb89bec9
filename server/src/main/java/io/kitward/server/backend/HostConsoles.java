package io.kitward.server.backend;

import io.kitward.policy.BackendDocument;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Driver;
import io.kitward.server.backend.driver.HostChange;
import io.kitward.server.backend.driver.HostDifference;
import io.kitward.server.backend.driver.Ledger;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.store.Store;
import io.kitward.server.store.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The consoles that keep a record for each node, each with its keeper. Thread-safe; one console is
 * looked at by one thread at a time.
 */
public final class HostConsoles {

  /** Makes the driver of a console. */
  @FunctionalInterface
  public interface Drivers {
    /**
     * The driver; it is closed when the console's document changes.
     *
     * @throws ConsoleException when what the document says can't be used, in words
     */
    Driver open(Policy.Console console) throws ConsoleException;
  }

  /**
   * A keeper with what it was made for.
   *
   * @param console as its document said
   */
  private record Kept(Policy.Console console, Driver driver, HostKeeper keeper) {}

  private final Store store;
  private final Drivers drivers;
  private final Predicate<Policy.Console> here;
  private final String replica;
  private final Runnable happened;
  private final Clock clock;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  /**
   * Makes them.
   *
   * @param here whether a console that only a site reaches can be asked by this server
   * @param replica this server, among those on the same store
   * @param happened called after new events are durable
   */
  public HostConsoles(
      Store store,
      Drivers drivers,
      Predicate<Policy.Console> here,
      String replica,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.drivers = drivers;
    this.here = here;
    this.replica = replica;
    this.happened = happened;
    this.clock = clock;
  }

  /**
   * One step for a console; empty while another server speaks to it.
   *
   * @param unproven the instances that are not proven yet, each since when it is registered
   */
  Optional<Observation> step(Policy.Console console, Map<UUID, Instant> unproven, Instant now)
      throws InterruptedException {
    if (!hold(console)) {
      forget(console.name());
      return Optional.empty();
    }
    try {
      return Optional.of(keeper(console).step(unproven, now));
    } catch (ConsoleException e) {
      return Optional.of(unreachable(e));
    } catch (StoreException e) {
      // A secret that is not there, or damaged, keeps this console from being asked and nothing
      // else.
      if (e.code().startsWith("secret-")) {
        return Optional.of(unreachable(e));
      }
      throw e;
    }
  }

  /**
   * Whether this server speaks to a console now: no other one does. Of one that only a site
   * reaches, whoever has the session of the node there; without one anywhere every server says so.
   */
  boolean hold(Policy.Console console) {
    boolean reached = console.through().isEmpty() || here.test(console);
    return store.write(
        handle ->
            reached
                ? ConsoleLease.hold(handle, console.name(), replica)
                : ConsoleLease.leave(handle, console.name(), replica));
  }

  private static Observation unreachable(Exception why) {
    return new Observation(new Sighting.Unreachable(String.valueOf(why.getMessage())));
  }

  private HostKeeper keeper(Policy.Console console) throws ConsoleException {
    Kept known = kept.get(console.name());
    if (known != null && known.console().equals(console)) {
      return known.keeper();
    }
    forget(console.name());
    Driver driver = drivers.open(console);
    var keeper = new HostKeeper(console.name(), driver, conduct(console), store, this::tell);
    kept.put(console.name(), new Kept(console, driver, keeper));
    return keeper;
  }

  private static HostDifference.Conduct conduct(Policy.Console console) {
    BackendDocument.Login login = console.login().orElseThrow();
    return new HostDifference.Conduct(
        switch (login.drift()) {
          case MEND -> HostDifference.Drift.MEND;
          case RESPECT -> HostDifference.Drift.RESPECT;
        },
        switch (login.leaving()) {
          case DELETE -> HostDifference.Leaving.DELETE;
          case DISABLE -> HostDifference.Leaving.DISABLE;
        });
  }

  /** Looks at a console whole, through a driver of its own. */
  public List<SeenHost> look(Policy.Console console) throws ConsoleException, InterruptedException {
    try (Driver driver = drivers.open(console)) {
      return driver.observe();
    }
  }

  /** A console's records beside what it shall have. Changes nothing. */
  public Ledger ledger(Policy.Console console) throws ConsoleException, InterruptedException {
    try (Driver driver = drivers.open(console)) {
      return ledger(console, driver);
    }
  }

  private Ledger ledger(Policy.Console console, Driver driver)
      throws ConsoleException, InterruptedException {
    List<SeenHost> seen = driver.observe();
    List<Ledger.Line> lines =
        store.read(handle -> ConsoleHostTable.of(handle, console.name())).stream()
            .map(
                row ->
                    new Ledger.Line(
                        row.node(),
                        new HostDifference.Known(row.wanted(), row.applied(), row.adopt())))
            .toList();
    return Ledger.of(new HostDifference(driver, conduct(console)), lines, seen);
  }

  /**
   * Deletes a record with Kitward's mark that no node stands behind.
   *
   * @return why not, in words; empty when it is gone
   */
  public Optional<String> removeOrphan(Policy.Console console, String host)
      throws ConsoleException, InterruptedException {
    try (Driver driver = drivers.open(console)) {
      return removeOrphan(console, driver, host);
    }
  }

  private Optional<String> removeOrphan(Policy.Console console, Driver driver, String host)
      throws ConsoleException, InterruptedException {
    Optional<SeenHost> seen =
        driver.observe().stream().filter(it -> it.id().equals(host)).findFirst();
    if (seen.isEmpty()) {
      return Optional.of(console.name() + " has no host with the id " + host);
    }
    if (seen.get().node().isEmpty()) {
      return Optional.of(
          seen.get().name() + " was not made by Kitward; delete it in the console if it shall go");
    }
    UUID node = seen.get().node().get();
    if (!store
        .read(handle -> ConsoleHostTable.of(handle, console.name(), List.of(node)))
        .isEmpty()) {
      return Optional.of(seen.get().name() + " is no orphan: a node stands behind it");
    }
    return driver.apply(List.of(new HostChange.Remove(seen.get(), node))).values().stream()
        .findFirst();
  }

  private void tell(List<HostKeeper.Said> all) {
    Instant now = clock.instant();
    store.change(
        handle ->
            EventTable.add(
                handle,
                all.stream()
                    .map(
                        said ->
                            new EventTable.Seen(now, said.node(), "", "console", said.message(), 0))
                    .toList()));
    happened.run();
  }

  /** Ends all that is known of a console that is not there any more. */
  void forget(String backend) {
    Kept known = kept.remove(backend);
    if (known != null) {
      known.driver().close();
    }
  }

  /** Lets other servers go on at once. */
  public void close() {
    List.copyOf(kept.keySet()).forEach(this::forget);
    store.change(handle -> ConsoleLease.release(handle, replica));
  }
}
