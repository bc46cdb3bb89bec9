package io.kitward.server;

import io.kitward.server.backend.BackendReconciler;
import io.kitward.server.desired.Policy;
import io.kitward.server.notify.Notifier;
import io.kitward.server.reconcile.Key;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.reconcile.Reconciler;
import io.kitward.server.rollout.NodeReconciler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends each kind of key to its reconciler. Complete before the queue starts. */
final class Reconcilers implements Reconciler {

  private @Nullable NodeReconciler nodes;
  private @Nullable Backends backends;

  /** Who looks after which type of backend. */
  private record Backends(Supplier<Policy> policy, BackendReconciler consoles, Notifier notifier) {

    Outcome reconcile(String name) throws InterruptedException {
      notifier.sweep();
      Policy.Console console = policy.get().consoles().get(name);
      if (console == null) {
        consoles.forget(name);
        return Outcome.done();
      }
      return switch (console.type()) {
        case PROMETHEUS, ZABBIX, ICINGA2, FILES, HTTP -> consoles.reconcile(name);
        case SYSLOG -> {
          consoles.leave(name);
          yield Outcome.done();
        }
        case WEBHOOK, EMAIL -> {
          consoles.leave(name);
          yield notifier.reconcile(name);
        }
      };
    }
  }

  void nodes(NodeReconciler reconciler) {
    this.nodes = reconciler;
  }

  void backends(Supplier<Policy> policy, BackendReconciler consoles, Notifier notifier) {
    this.backends = new Backends(policy, consoles, notifier);
  }

  @Override
  public Outcome reconcile(Key key) throws Exception {
    if (nodes == null || backends == null) {
      throw new IllegalStateException("the queue was started before its reconcilers were there");
    }
    return switch (key) {
      case Key.NodeKey(var node) -> nodes.reconcile(node);
      case Key.BackendKey(var name) -> backends.reconcile(name);
    };
  }

  @Override
  public Map<Key, Outcome> reconcile(List<Key> keys) throws Exception {
    if (nodes == null || !keys.stream().allMatch(Key.NodeKey.class::isInstance)) {
      return Reconciler.super.reconcile(keys);
    }
    Map<UUID, Outcome> outcomes =
        nodes.reconcile(keys.stream().map(key -> ((Key.NodeKey) key).node()).toList());
    Map<Key, Outcome> byKey = new HashMap<>();
    outcomes.forEach((node, outcome) -> byKey.put(new Key.NodeKey(node), outcome));
    return byKey;
  }
}
