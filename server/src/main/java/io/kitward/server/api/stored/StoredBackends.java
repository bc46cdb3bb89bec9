package io.kitward.server.api.stored;

import io.kitward.policy.BackendDocument;
import io.kitward.protocol.Condition;
import io.kitward.server.api.port.BackendView;
import io.kitward.server.api.port.Backends;
import io.kitward.server.backend.ConsoleStatus;
import io.kitward.server.backend.TargetTable;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.Registration;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The consoles as their documents and registrations say, and what Prometheus discovers.
 * Thread-safe.
 */
public final class StoredBackends implements Backends {

  private final Store store;
  private final Supplier<Policy> policy;
  private final Function<String, Optional<ConsoleStatus>> statuses;
  private final BooleanSupplier loaded;
  private final Clock clock;

  /**
   * Makes the port.
   *
   * @param statuses how a backend stood when it was last asked, or sent something
   * @param loaded whether every node was reconciled since the server started: before that a list
   *     might lack targets
   */
  public StoredBackends(
      Store store,
      Supplier<Policy> policy,
      Function<String, Optional<ConsoleStatus>> statuses,
      BooleanSupplier loaded,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.statuses = statuses;
    this.loaded = loaded;
    this.clock = clock;
  }

  @Override
  public List<BackendView> list() {
    return policy.get().consoles().values().stream().map(this::view).toList();
  }

  private BackendView view(Policy.Console console) {
    List<Registration> registrations =
        store.read(handle -> InstanceTable.registrations(handle, console.name()));
    long proven =
        registrations.stream()
            .filter(
                row ->
                    row.conditions().stream()
                        .anyMatch(
                            condition ->
                                condition.type() == Condition.Type.PROVEN
                                    && condition.status() == Condition.Status.TRUE))
            .count();
    Optional<ConsoleStatus> status = statuses.apply(console.name());
    return new BackendView(
        console.name(),
        console.kind(),
        console.type().keepsHosts(),
        console.url(),
        console.through(),
        status
            .map(known -> known.reachable() ? "ok" : "unreachable")
            .orElse(isAsked(console.type()) ? "unknown" : "not-asked"),
        status.map(ConsoleStatus::since).orElse(null),
        status.map(ConsoleStatus::message).orElse(""),
        registrations.size(),
        (int) proven);
  }

  private static boolean isAsked(BackendDocument.Type type) {
    return type != BackendDocument.Type.SYSLOG && !type.isReceiver();
  }

  @Override
  public Discovery discover(String backend) {
    if (!loaded.getAsBoolean()) {
      return new Discovery.Unsure("the server has just started and is still looking at its nodes");
    }
    Policy.Console console = policy.get().consoles().get(backend);
    if (console == null || console.type() != BackendDocument.Type.PROMETHEUS) {
      return new Discovery.Unknown();
    }
    return new Discovery.Targets(
        store
            .read(handle -> TargetTable.of(handle, backend, policy.get(), clock.instant()))
            .stream()
            .map(target -> new TargetGroup(target.targets(), target.labels()))
            .toList());
  }
}
