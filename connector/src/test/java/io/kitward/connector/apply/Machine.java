package io.kitward.connector.apply;

import io.kitward.connector.config.Limits;
import io.kitward.connector.host.Host;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Journal;
import io.kitward.connector.state.NodeState;
import io.kitward.connector.state.Records;
import io.kitward.connector.state.Treatment;
import io.kitward.protocol.Check;
import io.kitward.protocol.Condition;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** A machine in memory with a connector on it, whose time passes only when it is told to. */
final class Machine {

  final Fuse fuse = new Fuse();
  final FusedStorage storage = new FusedStorage(fuse);
  final MachineFiles files = new MachineFiles(fuse);
  final MachineUnits units = new MachineUnits(fuse, files);
  final MachinePackages packages = new MachinePackages(fuse, files, units);
  final Records records = new Records(storage);
  private final SteppedClock clock = new SteppedClock();
  final MachinePeople people = new MachinePeople(fuse);
  final MachinePrograms programs = new MachinePrograms(fuse);
  final List<Check> tried = new ArrayList<>();
  private Function<Check, Optional<String>> probes = check -> Optional.empty();
  private final Host host =
      new Host(packages, files, units, this::probe, people, Map.of(), programs);
  private List<Path> catalogs = List.of();
  private Limits limits = Limits.NONE;
  private long generation;
  private DesiredState desired = new DesiredState(1, 0, List.of());
  private Caretaker caretaker;
  private NodeState state;
  private Journal journal;
  private final List<InstanceObserved> history = new ArrayList<>();

  Machine() {
    state = state();
    journal = new Journal(storage, clock);
    caretaker = caretaker();
  }

  private Optional<String> probe(Check check) {
    tried.add(check);
    return probes.apply(check);
  }

  Host host() {
    return host;
  }

  /** What checks say from now on. */
  void probe(Function<Check, Optional<String>> answers) {
    probes = answers;
  }

  /** The node's owner limits what the server may do. */
  void limit(Limits now) {
    limits = now;
    restart();
  }

  /** Puppet keeps its catalogs in this folder. */
  void catalogs(Path folder) {
    catalogs = List.of(folder);
    restart();
  }

  /** The process ends and another one starts. */
  void restart() {
    fuse.mend();
    state = state();
    journal = new Journal(storage, clock);
    caretaker = caretaker();
  }

  void observeOnly() {
    limits = new Limits(false, List.of(), false, List.of(), Limits.Mode.OBSERVE);
    restart();
  }

  private NodeState state() {
    return new NodeState(storage, clock, new Random(1));
  }

  Caretaker caretaker() {
    return new Caretaker(
        host,
        state,
        records,
        journal,
        limits,
        clock,
        new Random(1),
        this::heard,
        new Claimants(catalogs));
  }

  /** What a server hears: all that is observed, after each change. */
  private void heard() {
    history.addAll(caretaker.observed());
  }

  /** All that was ever observed of a condition, in order. */
  List<Condition> history(String service, Condition.Type type) {
    return history.stream()
        .filter(one -> one.service().equals(service))
        .flatMap(one -> one.conditions().stream())
        .filter(one -> one.type() == type)
        .toList();
  }

  /** A server wants this now. */
  void want(InstanceDesired... instances) {
    desired = new DesiredState(1, ++generation, List.of(instances));
  }

  /** Time passes, a look a second at everything. */
  void live(int seconds) {
    live(seconds, 1);
  }

  /** Time passes, with a look at everything each so many seconds. */
  void live(int looks, int seconds) {
    state.accept(desired, Map.of());
    for (int look = 0; look < looks; look++) {
      for (InstanceDesired instance : desired.instances()) {
        caretaker.move(instance.service());
      }
      state.known().stream().sorted().forEach(caretaker::move);
      clock.now = clock.now.plus(Duration.ofSeconds(seconds));
    }
  }

  /** A person says that it shall go on with a service. */
  void resume(String service) {
    caretaker.resume(service);
  }

  /** A person on the node wants nothing to be changed for so many seconds. */
  void suspend(String service, int seconds) {
    caretaker.suspend(
        service,
        new Treatment.Suspension(
            clock.now, clock.now.plusSeconds(seconds), "anna on this node", "a new disk"));
  }

  Outlook outlook(String service) {
    return caretaker.outlooks().getOrDefault(service, new Outlook("", List.of()));
  }

  /** As {@link #live(int)}; if the process ends on the way another one takes over. */
  void survive(int seconds) {
    try {
      live(seconds);
    } catch (Fuse.Crash e) {
      restart();
      live(seconds);
    }
    fuse.mend();
  }

  InstanceObserved observed(String service) {
    return caretaker.observed().stream()
        .filter(one -> one.service().equals(service))
        .findFirst()
        .orElseThrow();
  }

  Condition condition(String service, Condition.Type type) {
    return observed(service).conditions().stream()
        .filter(one -> one.type() == type)
        .findFirst()
        .orElseThrow();
  }

  /** All that the server has not acknowledged. */
  List<NodeEvent> events() {
    return journal.after(0, Integer.MAX_VALUE);
  }

  List<String> told(NodeEvent.Kind kind) {
    return events().stream().filter(event -> event.kind() == kind).map(NodeEvent::message).toList();
  }

  Before record(String service) {
    return ((Records.Found.Whole) records.find(service)).before();
  }

  /** Everything on the machine that a person could see, but for times. */
  SortedMap<String, String> everything() {
    var all = new TreeMap<String, String>();
    packages.known().forEach((name, one) -> all.put("package " + name, one.toString()));
    all.put("asked for", packages.asked().toString());
    all.put("people", people.all().toString());
    files
        .entries()
        .forEach(
            (path, one) ->
                all.put(path, one.folder() + " " + one.text() + one.owner() + one.mode()));
    units.states().forEach((name, one) -> all.put("unit " + name, one));
    return all;
  }

  private static final class SteppedClock extends Clock {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
