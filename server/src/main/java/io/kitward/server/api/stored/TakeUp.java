package io.kitward.server.api.stored;

import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What follows the commit of changed documents: they are taken up, the nodes on which something
 * happens are looked at now, and all others when there is time. Thread-safe.
 */
public final class TakeUp {

  private final Store store;
  private final LivePolicy policy;
  private final Consumer<Key> now;
  private final Consumer<Key> inTime;
  private final Runnable happened;

  /**
   * Makes it.
   *
   * @param now where keys go that are due
   * @param inTime where keys go that wait for all that are due
   */
  public TakeUp(
      Store store, LivePolicy policy, Consumer<Key> now, Consumer<Key> inTime, Runnable happened) {
    this.store = store;
    this.policy = policy;
    this.now = now;
    this.inTime = inTime;
    this.happened = happened;
  }

  /**
   * Does it.
   *
   * @param touched the nodes on which something happens
   */
  void changed(List<PlannedNode> touched) {
    policy.refresh();
    List<String> names = touched.stream().map(PlannedNode::node).toList();
    ids(names).forEach(node -> now.accept(new Key.NodeKey(node)));
    policy.get().consoles().keySet().forEach(name -> now.accept(new Key.BackendKey(name)));
    store.read(NodeTable::ids).forEach(node -> inTime.accept(new Key.NodeKey(node)));
    happened.run();
  }

  private List<UUID> ids(List<String> names) {
    return names.isEmpty() ? List.of() : store.read(handle -> NodeTable.ids(handle, names));
  }
}
