package io.kitward.server.api.stored;

import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.SuspensionView;
import io.kitward.server.api.port.Suspensions;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.desired.TreatmentTable;
import io.kitward.server.fleet.Node;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * Suspensions, kept in the store: the node is told through its desired state, now or when it comes
 * back. Thread-safe.
 */
public final class StoredSuspensions implements Suspensions {

  private final Store store;
  private final Consumer<Key> due;
  private final Clock clock;

  public StoredSuspensions(Store store, Consumer<Key> due, Clock clock) {
    this.store = store;
    this.due = due;
    this.clock = clock;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public Optional<SuspensionView> suspend(
      String certname, String service, Instant until, String reason, Actor actor) {
    Optional<Node> node =
        store.write(
            handle -> {
              Optional<Node> found = NodeTable.find(handle, certname);
              found.ifPresent(
                  one -> {
                    String by = actor.principal().display();
                    TreatmentTable.suspend(handle, one.id(), service, until, by, reason);
                    audit(handle, "suspend", certname, service, actor, until.toString());
                  });
              return found;
            });
    node.ifPresent(one -> due.accept(new Key.NodeKey(one.id())));
    return node.map(_ -> new SuspensionView(certname, service, true, until));
  }

  @Override
  public Optional<SuspensionView> resume(String certname, String service, Actor actor) {
    Optional<Node> node =
        store.write(
            handle -> {
              Optional<Node> found = NodeTable.find(handle, certname);
              found.ifPresent(
                  one -> {
                    if (TreatmentTable.resume(handle, one.id(), service)) {
                      audit(handle, "resume", certname, service, actor, "");
                    }
                  });
              return found;
            });
    node.ifPresent(one -> due.accept(new Key.NodeKey(one.id())));
    return node.map(_ -> new SuspensionView(certname, service, false, null));
  }

  private void audit(
      Handle handle, String action, String certname, String service, Actor actor, String until) {
    AuditTable.add(
        handle,
        new AuditEntry(
            clock.instant(),
            actor.principal().display(),
            "people",
            action,
            "node/" + certname,
            "done",
            Map.of("service", service, "until", until, "request", actor.requestId())));
  }
}
