package io.kitward.server.api.stored;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Ledgers;
import io.kitward.server.backend.HostConsoles;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Ledger;
import io.kitward.server.backend.driver.SeenHost;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.Policy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** What consoles hold, by a look through their driver. Thread-safe. */
public final class StoredLedgers implements Ledgers {

  private final Store store;
  private final Supplier<Policy> policy;
  private final HostConsoles consoles;
  private final Consumer<Key> due;
  private final Clock clock;

  /**
   * Makes the port.
   *
   * @param due where consoles go that have something to do
   */
  public StoredLedgers(
      Store store, Supplier<Policy> policy, HostConsoles consoles, Consumer<Key> due, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.consoles = consoles;
    this.due = due;
    this.clock = clock;
  }

  /** Something that is done through a console's driver. */
  private interface Task {
    Outcome with(Policy.Console console) throws ConsoleException, InterruptedException;
  }

  private Outcome carryOut(String backend, Task task) {
    Optional<Policy.Console> console =
        Optional.ofNullable(policy.get().consoles().get(backend))
            .filter(it -> it.type().keepsHosts());
    if (console.isEmpty()) {
      return new Outcome.Unknown();
    }
    try {
      return task.with(console.get());
    } catch (ConsoleException e) {
      return new Outcome.Failed(e.words());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Failed("the server stops");
    }
  }

  @Override
  public Outcome look(String backend) {
    return carryOut(backend, this::looked);
  }

  private Outcome looked(Policy.Console console) throws ConsoleException, InterruptedException {
    return new Outcome.Looked(view(console.name(), consoles.ledger(console)));
  }

  private static LedgerView view(String backend, Ledger ledger) {
    return new LedgerView(
        backend,
        ledger.kept(),
        hosts(ledger.missing()),
        hosts(ledger.differing()),
        hosts(ledger.orphans()),
        hosts(ledger.duplicates()),
        ledger.adoptable().stream()
            .map(
                host ->
                    new AdoptableView(
                        host.node(), host.id(), host.name(), host.address(), host.by()))
            .toList(),
        hosts(ledger.strangers()),
        ledger.strangersInAll());
  }

  private static List<HostView> hosts(List<Ledger.Entry> entries) {
    return entries.stream()
        .map(entry -> new HostView(entry.id(), entry.name(), entry.note()))
        .toList();
  }

  @Override
  public Outcome adopt(String backend, String certname, String host, Actor actor) {
    return carryOut(
        backend,
        console -> {
          Optional<SeenHost> seen =
              consoles.look(console).stream().filter(it -> it.id().equals(host)).findFirst();
          if (seen.isEmpty()) {
            return new Outcome.Refused(backend + " has no host with the id " + host);
          }
          if (seen.get().node().isPresent()) {
            return new Outcome.Refused(seen.get().name() + " is Kitward's already");
          }
          boolean adopted =
              store.write(handle -> adopt(handle, backend, certname, seen.get(), actor));
          if (!adopted) {
            return new Outcome.Refused(
                "no service of "
                    + certname
                    + " registers in "
                    + backend
                    + ", so it needs no host there");
          }
          due.accept(new Key.BackendKey(backend));
          return looked(console);
        });
  }

  /** Whether the node has a record there that waits for one. */
  private boolean adopt(
      Handle handle, String backend, String certname, SeenHost host, Actor actor) {
    Optional<ConsoleHostTable.Row> row =
        NodeTable.find(handle, certname).stream()
            .flatMap(node -> ConsoleHostTable.of(handle, backend, List.of(node.id())).stream())
            .filter(it -> it.wanted().isPresent())
            .findFirst();
    row.ifPresent(
        it -> {
          ConsoleHostTable.adopt(handle, backend, it.node(), host.id());
          audit(
              handle, "adopt-host", backend, actor, Map.of("host", host.name(), "node", certname));
        });
    return row.isPresent();
  }

  @Override
  public Outcome removeOrphan(String backend, String host, Actor actor) {
    return carryOut(
        backend,
        console -> {
          Optional<String> refusal = consoles.removeOrphan(console, host);
          if (refusal.isPresent()) {
            return new Outcome.Refused(refusal.get());
          }
          store.change(
              handle -> audit(handle, "remove-orphan", backend, actor, Map.of("host", host)));
          return looked(console);
        });
  }

  private void audit(
      Handle handle, String action, String backend, Actor actor, Map<String, String> details) {
    var all = new TreeMap<>(details);
    all.put("request", actor.requestId());
    NodeEntry.audit(
        handle,
        actor.principal().display(),
        "people",
        action,
        "backend/" + backend,
        all,
        clock.instant());
  }
}
