package io.kitward.server.backend;

import io.kitward.protocol.Condition;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.Registration;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Looks into one console and keeps what it proves of the instances that are registered there. */
public final class BackendReconciler {

  /** How often a console is asked while something is not proven in it. */
  private static final Duration WHILE_UNPROVEN = Duration.ofMillis(500);

  /** How often a console is asked when all is well. */
  private static final Duration WHEN_PROVEN = Duration.ofSeconds(5);

  private static final Duration WHEN_UNREACHABLE = Duration.ofSeconds(3);

  private final Store store;
  private final Supplier<Policy> policy;
  private final Prometheus prometheus;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;
  private final Map<String, ConsoleStatus> statuses = new ConcurrentHashMap<>();

  /**
   * Makes the reconciler.
   *
   * @param due where nodes go whose conditions changed
   * @param happened called after new events are durable
   */
  public BackendReconciler(
      Store store,
      Supplier<Policy> policy,
      Prometheus prometheus,
      Consumer<Key> due,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.prometheus = prometheus;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
  }

  /** How a console stood when it was last asked; empty when it never was. */
  public Optional<ConsoleStatus> status(String backend) {
    return Optional.ofNullable(statuses.get(backend));
  }

  /** Makes one step for a console; harmless when there is nothing to do. */
  public Outcome reconcile(String backend) throws InterruptedException {
    Policy.Console console = policy.get().consoles().get(backend);
    if (console == null) {
      statuses.remove(backend);
      store.change(
          handle ->
              handle
                  .createUpdate("delete from registration where backend = :backend")
                  .bind("backend", backend)
                  .execute());
      return Outcome.done();
    }
    if (!console.kind().equals("prometheus")) {
      return Outcome.done();
    }
    List<Registration> registrations =
        store.read(handle -> InstanceTable.registrations(handle, backend));
    Sighting sighting = prometheus.look(console.url());
    Instant now = clock.instant();
    note(backend, sighting, now);
    var changes = new TreeMap<UUID, List<Condition>>();
    boolean proven = true;
    for (Registration registration : registrations) {
      List<Condition> conditions = Proof.conditions(registration, sighting, now);
      proven &=
          conditions.stream().allMatch(condition -> condition.status() == Condition.Status.TRUE);
      if (!conditions.equals(registration.conditions())) {
        changes.put(registration.instance(), conditions);
      }
    }
    if (!changes.isEmpty()) {
      List<UUID> nodes =
          store.write(handle -> keep(handle, backend, registrations, changes, sighting, now));
      nodes.forEach(node -> due.accept(new Key.NodeKey(node)));
      happened.run();
    }
    return switch (sighting) {
      case Sighting.Unreachable _ -> Outcome.again(WHEN_UNREACHABLE);
      case Sighting.Seen _ -> Outcome.again(proven ? WHEN_PROVEN : WHILE_UNPROVEN);
    };
  }

  private void note(String backend, Sighting sighting, Instant now) {
    ConsoleStatus next =
        switch (sighting) {
          case Sighting.Seen _ -> new ConsoleStatus(true, now, "");
          case Sighting.Unreachable(String message) -> new ConsoleStatus(false, now, message);
        };
    statuses.merge(
        backend,
        next,
        (old, fresh) ->
            old.reachable() == fresh.reachable()
                ? new ConsoleStatus(fresh.reachable(), old.since(), fresh.message())
                : fresh);
  }

  private static List<UUID> keep(
      Handle handle,
      String backend,
      List<Registration> before,
      Map<UUID, List<Condition>> changes,
      Sighting sighting,
      Instant now) {
    var nodes = new ArrayList<UUID>();
    var events = new ArrayList<EventTable.Seen>();
    for (Registration registration : before) {
      List<Condition> conditions = changes.get(registration.instance());
      if (conditions == null) {
        continue;
      }
      InstanceTable.seen(handle, registration.instance(), backend, conditions);
      InstanceTable.find(handle, registration.instance())
          .ifPresent(
              instance -> {
                nodes.add(instance.node());
                for (Condition condition : conditions) {
                  if (condition.status() == Condition.Status.TRUE
                      && registration.conditions().stream()
                          .noneMatch(
                              known ->
                                  known.type() == condition.type()
                                      && known.status() == condition.status())) {
                    events.add(
                        new EventTable.Seen(
                            now,
                            instance.node(),
                            instance.service(),
                            condition.type().word().toLowerCase(java.util.Locale.ROOT),
                            message(backend, registration, condition, sighting),
                            0));
                  }
                }
              });
    }
    EventTable.add(handle, events);
    return nodes;
  }

  /**
   * Says of a proof when the sample was taken, since that is the moment at which the data was
   * there.
   */
  private static String message(
      String backend, Registration registration, Condition condition, Sighting sighting) {
    if (condition.type() == Condition.Type.PROVEN
        && sighting instanceof Sighting.Seen(var targets)) {
      return Optional.ofNullable(targets.get(registration.instance()))
          .flatMap(Sighting.Target::value)
          .map(sample -> backend + " has the sample up = 1 of " + sample.at())
          .orElse(backend);
    }
    return "in " + backend;
  }
}
