package io.kitward.server.api.stored;

import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.util.function.Consumer;

/** How changed documents take effect, once they are durable. Thread-safe. */
public final class TakingEffect {

  private final Store store;
  private final LivePolicy policy;
  private final Consumer<Key> due;
  private final Runnable happened;

  /**
   * Makes it.
   *
   * @param due takes what must be looked at
   * @param happened is run after each change
   */
  public TakingEffect(Store store, LivePolicy policy, Consumer<Key> due, Runnable happened) {
    this.store = store;
    this.policy = policy;
    this.due = due;
    this.happened = happened;
  }

  /** Takes up what is in force now and makes everything due that it may concern. */
  void run() {
    policy.refresh();
    store.read(NodeTable::ids).forEach(node -> due.accept(new Key.NodeKey(node)));
    policy.get().consoles().keySet().forEach(name -> due.accept(new Key.BackendKey(name)));
    happened.run();
  }
}
