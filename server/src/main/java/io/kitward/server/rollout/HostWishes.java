package io.kitward.server.rollout;

import io.kitward.policy.NodeView;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.HostWish;
import io.kitward.server.desired.Instance;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.WantedHost;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/**
 * What consoles that keep hosts shall have of one node, collected service by service. A console
 * that neither has nor gets anything of the node costs nothing.
 */
final class HostWishes {

  private final NodeSeen seen;
  private final Policy policy;
  private final SortedMap<String, SortedMap<String, WantedHost.Service>> byConsole =
      new TreeMap<>();

  HostWishes(NodeSeen seen, Policy policy) {
    this.seen = seen;
    this.policy = policy;
    seen.registrations().values().stream()
        .flatMap(registrations -> registrations.rows().stream())
        .filter(row -> keepsHosts(row.backend()))
        .forEach(row -> byConsole.putIfAbsent(row.backend(), new TreeMap<>()));
  }

  private boolean keepsHosts(String backend) {
    Policy.Console console = policy.consoles().get(backend);
    return console != null && console.type().keepsHosts();
  }

  /** The instance registers in the console. */
  void add(Policy.Console console, Instance instance, Map<String, String> fields) {
    if (console.type().keepsHosts()) {
      byConsole
          .computeIfAbsent(console.name(), _ -> new TreeMap<>())
          .put(instance.service(), new WantedHost.Service(instance.id(), new TreeMap<>(fields)));
    }
  }

  /** The statements; empty when no such console is concerned. */
  Optional<Consumer<Handle>> write(Instant now) {
    if (byConsole.isEmpty()) {
      return Optional.empty();
    }
    UUID node = seen.node().id();
    NodeView view =
        policy
            .effective(seen.node().certname(), seen.sourced(), seen.node().facts(), now)
            .view(seen.node().certname(), seen.node().facts());
    return Optional.of(
        handle ->
            byConsole.forEach(
                (backend, services) -> {
                  if (services.isEmpty()) {
                    ConsoleHostTable.want(handle, backend, node, Optional.empty());
                  } else {
                    HostWish.of(policy, backend, node, view, services)
                        .ifPresent(
                            host ->
                                ConsoleHostTable.want(handle, backend, node, Optional.of(host)));
                  }
                }));
  }
}
