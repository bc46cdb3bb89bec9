package io.kitward.server.api.stored;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Retirements;
import io.kitward.server.channel.Channel;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.fleet.Retirement;
import io.kitward.server.fleet.RetirementTable;
import io.kitward.server.join.CertificateTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.rollout.Leaving;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** People's word on nodes that leave, kept in the store. Thread-safe. */
public final class StoredRetirements implements Retirements {

  private final Store store;
  private final Channel channel;
  private final Runnable revocations;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;

  /**
   * Makes the port.
   *
   * @param revocations puts in force what was taken back or given back
   * @param due where keys go that became due
   * @param happened called after new events are durable
   */
  public StoredRetirements(
      Store store,
      Channel channel,
      Runnable revocations,
      Consumer<Key> due,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.channel = channel;
    this.revocations = revocations;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
  }

  @Override
  public boolean retire(String certname, String reason, Actor actor) {
    Instant now = clock.instant();
    String by = actor.principal().display();
    Optional<Node> found =
        store.write(
            handle -> {
              Optional<Node> node = locked(handle, certname);
              if (node.isPresent() && !RetirementTable.of(handle, node.get().id()).byPerson()) {
                boolean connected = channel.connected(node.get().id());
                Leaving.begin(handle, node.get().id(), connected, by, reason, now);
                String object = "node/" + certname;
                NodeEntry.audit(
                    handle, by, "people", "retire", object, Map.of("reason", reason), now);
              }
              return node;
            });
    found.ifPresent(this::after);
    return found.isPresent();
  }

  @Override
  public boolean takeBack(String certname, Actor actor) {
    Instant now = clock.instant();
    String by = actor.principal().display();
    Optional<Node> found =
        store.write(
            handle -> {
              Optional<Node> node = locked(handle, certname);
              if (node.isPresent()
                  && RetirementTable.of(handle, node.get().id()).state() != Retirement.State.HERE) {
                CertificateTable.reinstate(handle, node.get().id());
                Leaving.undo(handle, node.get().id(), "taken back by " + by, now);
                String object = "node/" + certname;
                NodeEntry.audit(handle, by, "people", "unretire", object, Map.of(), now);
              }
              return node;
            });
    found.ifPresent(this::after);
    return found.isPresent();
  }

  private static Optional<Node> locked(org.jdbi.v3.core.Handle handle, String certname) {
    return NodeTable.find(handle, certname).flatMap(node -> NodeTable.lock(handle, node.id()));
  }

  private void after(Node node) {
    revocations.run();
    due.accept(new Key.NodeKey(node.id()));
    happened.run();
  }
}
