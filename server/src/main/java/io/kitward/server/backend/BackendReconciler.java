package io.kitward.server.backend;

import io.kitward.protocol.Condition;
import io.kitward.server.backend.driver.ConsoleException;
import io.kitward.server.backend.driver.Exchange;
import io.kitward.server.desired.ConsoleHostTable;
import io.kitward.server.desired.InstanceTable;
import io.kitward.server.desired.Policy;
import io.kitward.server.desired.Registration;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.reconcile.Outcome;
import io.kitward.server.rollout.ExceptionTable;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Looks into one console, brings it a step closer to what it shall have where Kitward keeps its
 * records, and keeps what it proves of the instances that are registered there.
 */
public final class BackendReconciler {

  /** How often a console is asked while something is not proven in it. */
  private static final Duration WHILE_UNPROVEN = Duration.ofMillis(500);

  /** How often a console is asked when all is well. */
  private static final Duration WHEN_PROVEN = Duration.ofSeconds(5);

  private static final Duration WHEN_UNREACHABLE = Duration.ofSeconds(3);

  /** How soon a console is taken over whose server fell silent. */
  private static final Duration WHEN_ANOTHERS = Duration.ofSeconds(5);

  /** How long a connection to a Prometheus may take. */
  private static final Duration CONNECT = Duration.ofSeconds(3);

  private final Store store;
  private final Supplier<Policy> policy;
  private final Exchanges exchanges;
  private final Silences silences;
  private final HostConsoles hosts;
  private final FileConsoles files;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;
  private final Map<String, ConsoleStatus> statuses = new ConcurrentHashMap<>();

  /** What the exception of a console says as far as this server wrote it. */
  private final Map<String, Optional<String>> told = new ConcurrentHashMap<>();

  /**
   * Makes the reconciler.
   *
   * @param exchanges the way to each console
   * @param due where nodes go whose conditions changed
   * @param happened called after new events are durable
   */
  public BackendReconciler(
      Store store,
      Supplier<Policy> policy,
      Exchanges exchanges,
      Silences silences,
      HostConsoles hosts,
      FileConsoles files,
      Consumer<Key> due,
      Runnable happened,
      Clock clock) {
    this.store = store;
    this.policy = policy;
    this.exchanges = exchanges;
    this.silences = silences;
    this.hosts = hosts;
    this.files = files;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
  }

  /** How a console stood when it was last asked; empty when it never was. */
  public Optional<ConsoleStatus> status(String backend) {
    return Optional.ofNullable(statuses.get(backend));
  }

  /** Ends all that is known of a backend that is not there any more. */
  public void forget(String backend) {
    statuses.remove(backend);
    told.remove(backend);
    hosts.forget(backend);
    silences.forget(backend);
    files.forget(backend);
    store.change(
        handle -> {
          InstanceTable.unregister(handle, backend);
          ConsoleHostTable.forget(handle, backend);
          ExceptionTable.close(handle, ExceptionTable.CONSOLE, backend, "server", clock.instant());
        });
  }

  /** Ends what is known of a backend that is not asked, or not any more. */
  public void leave(String backend) {
    statuses.remove(backend);
    tell(backend, Optional.empty(), clock.instant());
  }

  /** Makes one step for a console; harmless when there is nothing to do. */
  public Outcome reconcile(String backend) throws InterruptedException {
    Policy.Console console = policy.get().consoles().get(backend);
    if (console == null) {
      return Outcome.done();
    }
    List<Registration> registrations =
        store.read(handle -> InstanceTable.registrations(handle, backend));
    Optional<Observation> observation = observe(console, registrations);
    if (observation.isEmpty()) {
      statuses.remove(backend);
      told.remove(backend);
      return Outcome.again(WHEN_ANOTHERS);
    }
    Sighting sighting = observation.get().sighting();
    Instant now = clock.instant();
    ConsoleStatus status = note(backend, sighting, observation.get().remark(), now);
    tell(
        backend,
        ConsoleGap.words(backend, console.type(), status, sighting, registrations, now),
        now);
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
    Duration usual =
        switch (sighting) {
          case Sighting.Unreachable _ -> WHEN_UNREACHABLE;
          case Sighting.Seen _ -> proven ? WHEN_PROVEN : WHILE_UNPROVEN;
        };
    return Outcome.again(observation.get().next().orElse(usual));
  }

  /** Looks; empty while another server does. */
  private Optional<Observation> observe(Policy.Console console, List<Registration> registrations)
      throws InterruptedException {
    return switch (console.type()) {
      case PROMETHEUS ->
          // Who has no way to it would only say so.
          console.through().isEmpty() || hosts.hold(console)
              ? Optional.of(prometheus(console))
              : Optional.empty();
      case ZABBIX, ICINGA2, HTTP -> hosts.step(console, unproven(registrations), clock.instant());
      case FILES -> files.look(console, unproven(registrations), clock.instant());
      case SYSLOG, WEBHOOK, EMAIL ->
          throw new IllegalArgumentException(console.name() + " is not a console that is asked");
    };
  }

  private Observation prometheus(Policy.Console console) throws InterruptedException {
    try (Exchange exchange = exchanges.to(console, CONNECT)) {
      return new Observation(
          new Prometheus(exchange).look(console.url()),
          Optional.empty(),
          silences.keep(
              console.name(), new Alertmanager(exchange), console.alertmanager(), clock.instant()));
    } catch (ConsoleException e) {
      return new Observation(new Sighting.Unreachable(e.words()));
    }
  }

  private static Map<UUID, Instant> unproven(List<Registration> registrations) {
    var unproven = new HashMap<UUID, Instant>();
    for (Registration registration : registrations) {
      if (registration.conditions().isEmpty()
          || registration.conditions().stream()
              .anyMatch(condition -> condition.status() != Condition.Status.TRUE)) {
        unproven.put(registration.instance(), registration.since());
      }
    }
    return unproven;
  }

  /** Opens, renews or closes the exception of a console, when that is due. */
  private void tell(String backend, Optional<String> words, Instant now) {
    if (words.equals(told.get(backend))) {
      return;
    }
    store.change(
        handle -> {
          if (words.isPresent()) {
            ExceptionTable.open(
                handle, ExceptionTable.CONSOLE, backend, Optional.empty(), "", words.get(), now);
          } else {
            ExceptionTable.close(handle, ExceptionTable.CONSOLE, backend, "server", now);
          }
        });
    told.put(backend, words);
  }

  private ConsoleStatus note(String backend, Sighting sighting, String remark, Instant now) {
    ConsoleStatus next =
        switch (sighting) {
          case Sighting.Seen _ -> new ConsoleStatus(true, now, remark);
          case Sighting.Unreachable(String message) ->
              new ConsoleStatus(false, now, remark.isEmpty() ? message : message + "; " + remark);
        };
    return statuses.merge(
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
    InstanceTable.seen(handle, backend, changes);
    Map<UUID, InstanceTable.Place> places = InstanceTable.places(handle, changes.keySet());
    var events = new ArrayList<EventTable.Seen>();
    for (Registration registration : before) {
      InstanceTable.Place place = places.get(registration.instance());
      if (place == null) {
        continue;
      }
      for (Condition condition : changes.getOrDefault(registration.instance(), List.of())) {
        if (becameTrue(registration, condition)) {
          events.add(
              new EventTable.Seen(
                  now,
                  place.node(),
                  place.service(),
                  condition.type().word().toLowerCase(Locale.ROOT),
                  message(backend, registration, condition, sighting),
                  0));
        }
      }
    }
    EventTable.add(handle, events);
    return places.values().stream().map(InstanceTable.Place::node).distinct().toList();
  }

  private static boolean becameTrue(Registration before, Condition condition) {
    return condition.status() == Condition.Status.TRUE
        && before.conditions().stream()
            .noneMatch(
                known -> known.type() == condition.type() && known.status() == condition.status());
  }

  /**
   * Says of a proof when the sample was taken, since that is the moment at which the data was
   * there.
   */
  private static String message(
      String backend, Registration registration, Condition condition, Sighting sighting) {
    if (condition.type() == Condition.Type.PROVEN
        && sighting instanceof Sighting.Seen(var targets, _)) {
      return Optional.ofNullable(targets.get(registration.instance()))
          .flatMap(Sighting.Target::value)
          .map(sample -> backend + " has its data of " + sample.at())
          .orElse(backend);
    }
    return "in " + backend;
  }
}
