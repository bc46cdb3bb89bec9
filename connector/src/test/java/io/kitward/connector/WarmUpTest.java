package io.kitward.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.connector.host.Host;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.connector.host.debian.LinuxFiles;
import io.kitward.connector.state.MemoryStorage;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  @Test
  void warmingUpChangesNothingOnTheMachineAndLeavesNothingBehind() {
    var storage = new MemoryStorage();
    var host =
        new Host(
            new Refusing(),
            new LinuxFiles(),
            new RefusingUnits(),
            check -> Optional.empty(),
            Map.of());
    WarmUp.run(host, storage, new Random(1));
    assertThat(storage.read("warm-up")).isEmpty();
  }

  private static final class Refusing implements Packages {

    @Override
    public SortedMap<String, Known> known() {
      return new TreeMap<>();
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
      throw new AssertionError("refreshes " + repositories);
    }

    @Override
    public void install(List<PackageDesired> packages) {
      throw new AssertionError("installs " + packages);
    }

    @Override
    public Set<String> goingWith(Collection<String> packages) {
      throw new AssertionError("asks what goes with " + packages);
    }

    @Override
    public Set<String> automatic() {
      throw new AssertionError("asks what is automatic");
    }

    @Override
    public void remove(Collection<String> packages, boolean purge) {
      throw new AssertionError("removes " + packages);
    }
  }

  private static final class RefusingUnits implements Units {

    @Override
    public Map<String, Seen> look(Collection<String> units) {
      return Map.of();
    }

    @Override
    public void act(Verb verb, String unit) {
      throw new AssertionError(verb + " " + unit);
    }

    @Override
    public void reloadAll() {
      throw new AssertionError("reloads");
    }

    @Override
    public void watch(Collection<String> units, Consumer<String> changed) {}
  }
}
