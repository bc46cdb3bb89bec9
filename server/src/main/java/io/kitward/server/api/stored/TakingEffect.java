package io.kitward.server.api.stored;

import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * How changed documents take effect once they are durable: the nodes on which something happens are
 * looked at now, all others when there is time. Thread-safe.
 */
public final class TakingEffect {

  private final Store store;
  private final LivePolicy policy;
  private final Consumer<Key> now;
  private final Consumer<Key> inTime;
  private final Runnable happened;

  /**
   * Makes it.
   *
   * @param now takes what is due
   * @param inTime takes what waits for all that is due
   * @param happened is run after each change
   */
  public TakingEffect(
      Store store, LivePolicy policy, Consumer<Key> now, Consumer<Key> inTime, Runnable happened) {
    this.store = store;
    this.policy = policy;
    this.now = now;
    this.inTime = inTime;
    this.happened = happened;
  }

  /** What a transaction may change of documents and tags. */
  interface Change<T> {
    T make(Handle handle, Touched touched);
  }

  /** The nodes on which a change makes something happen, as far as it was made. */
  static final class Touched {

    private final List<String> nodes = new ArrayList<>();
    private boolean changed;

    /** Something was changed; these nodes are due first. */
    void by(List<PlannedNode> planned) {
      to(planned.stream().map(PlannedNode::node).toList());
    }

    /** The same of nodes by certname. */
    void to(List<String> certnames) {
      changed = true;
      nodes.addAll(certnames);
    }
  }

  /** Makes a change in a transaction of its own, and lets it take effect. */
  <T> T of(Change<T> change) {
    record Made<T>(T outcome, Touched touched) {}
    Made<T> made =
        store.write(
            handle -> {
              var touched = new Touched();
              return new Made<>(change.make(handle, touched), touched);
            });
    if (made.touched().changed) {
      run(made.touched().nodes);
    }
    return made.outcome();
  }

  private void run(List<String> touched) {
    policy.refresh();
    if (!touched.isEmpty()) {
      store
          .read(handle -> NodeTable.ids(handle, touched))
          .forEach(node -> now.accept(new Key.NodeKey(node)));
    }
    policy.get().consoles().keySet().forEach(name -> now.accept(new Key.BackendKey(name)));
    store.read(NodeTable::ids).forEach(node -> inTime.accept(new Key.NodeKey(node)));
    happened.run();
  }
}
