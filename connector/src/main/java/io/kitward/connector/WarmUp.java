package io.kitward.connector;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kitward.connector.apply.Caretaker;
import io.kitward.connector.config.Limits;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Journal;
import io.kitward.connector.state.MemoryStorage;
import io.kitward.connector.state.NodeState;
import io.kitward.connector.state.Records;
import io.kitward.connector.state.Storage;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.OpAmp;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import opamp.proto.v1.Opamp;

/**
 * Goes the way from an offer to right before the first change, so that the first real offer finds
 * it trodden: classes loaded, code compiled, files opened. Its machine can be looked at and not
 * changed.
 */
final class WarmUp {

  private static final int ROUNDS = 40;
  private static final int ROUNDS_WITH_UNITS = 12;
  private static final String NAME = "warm-up";

  private WarmUp() {}

  /**
   * Walks.
   *
   * @param host is looked at only
   * @param storage gets a piece that is removed again
   */
  static void run(Host host, Storage storage, RandomGenerator random) {
    for (int round = 0; round < ROUNDS; round++) {
      DesiredState desired = received(new DesiredState(1, round, List.of(instance(round))));
      Units units = round < ROUNDS_WITH_UNITS ? new Untouchable(host.units()) : new NoUnits();
      var machine = new Host(new NoPackages(), host.files(), units, host.probes(), host.facts());
      walk(machine, desired, random);
      if (round % 10 == 0) {
        storage.write(NAME, new byte[] {1});
        storage.append(NAME, new byte[] {2});
        storage.force(NAME);
      }
    }
    storage.delete(NAME);
    host.packages().known();
  }

  private static DesiredState received(DesiredState desired) {
    byte[] bytes =
        Opamp.ServerToAgent.newBuilder()
            .setRemoteConfig(OpAmp.remoteConfig(desired, Map.of()))
            .build()
            .toByteArray();
    try {
      return OpAmp.offer(Opamp.ServerToAgent.parseFrom(bytes).getRemoteConfig())
          .orElseThrow()
          .state();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what was just written can be read", e);
    }
  }

  private static void walk(Host machine, DesiredState desired, RandomGenerator random) {
    var clock = java.time.Clock.systemUTC();
    var memory = new MemoryStorage();
    var state = new NodeState(memory, clock, random);
    var journal = new Journal(memory, clock);
    var caretaker =
        new Caretaker(
            machine, state, new Records(memory), journal, Limits.NONE, clock, random, () -> {});
    state.accept(desired, Map.of());
    caretaker.move(NAME);
    OpAmp.effectiveConfig(caretaker.observed());
    OpAmp.events(journal.after(0, 100));
  }

  private static InstanceDesired instance(int round) {
    return new InstanceDesired(
        NAME,
        Integer.toString(round),
        InstanceDesired.Ensure.PRESENT,
        InstanceDesired.Contract.KEEP,
        List.of(new PackageDesired(NAME, "")),
        List.of("/var/lib/" + NAME),
        List.of(
            new InstanceDesired.FileDesired(
                "/etc/hostname", "x", "root", "root", "0644", List.of(), "")),
        List.of(
            new InstanceDesired.UnitDesired(NAME + ".service", InstanceDesired.OnChange.RESTART)),
        List.of());
  }

  /** Has nothing and takes nothing: as if somebody else held the lock. */
  private static final class NoPackages implements Packages {

    private final SortedMap<String, Known> known = new TreeMap<>();

    NoPackages() {
      for (int i = 0; i < 100; i++) {
        known.put("package-" + i, new Known("installed", "1"));
      }
    }

    @Override
    public SortedMap<String, Known> known() {
      return known;
    }

    @Override
    public int compare(String one, String other) {
      return one.compareTo(other);
    }

    @Override
    public Optional<String> newest(String name) {
      return Optional.empty();
    }

    @Override
    public List<FileDesired> files(RepositoryDesired repository) {
      return List.of();
    }

    @Override
    public void refresh(Collection<RepositoryDesired> repositories) {
      throw locked();
    }

    @Override
    public void install(List<PackageDesired> packages) {
      throw locked();
    }

    @Override
    public Set<String> goingWith(Collection<String> packages) {
      return Set.copyOf(packages);
    }

    @Override
    public Set<String> automatic() {
      return Set.of();
    }

    @Override
    public void remove(Collection<String> packages, boolean purge) {
      throw locked();
    }
  }

  private static final class NoUnits implements Units {

    @Override
    public Map<String, Seen> look(Collection<String> units) {
      return Map.of();
    }

    @Override
    public void act(Verb verb, String unit) {
      throw locked();
    }

    @Override
    public void reloadAll() {
      throw locked();
    }

    @Override
    public void watch(Collection<String> units, Consumer<String> changed) {}
  }

  /** The machine's units, to be looked at only. */
  private record Untouchable(Units units) implements Units {

    @Override
    public Map<String, Seen> look(Collection<String> names) {
      return units.look(names);
    }

    @Override
    public void act(Verb verb, String unit) {
      throw locked();
    }

    @Override
    public void reloadAll() {
      throw locked();
    }

    @Override
    public void watch(Collection<String> units, Consumer<String> changed) {}
  }

  private static HostFailure locked() {
    return new HostFailure(HostFailure.Kind.LOCKED, "nothing is changed while warming up");
  }
}
