package io.kitward.lab.simulate;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Packages;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A package system in memory: everything can be installed and takes a moment, but what begins with
 * {@code absent-}, which no repository has. Thread-safe.
 */
final class SimulatedPackages implements Packages {

  private static final String ABSENT = "absent-";
  private static final int LONGEST_MILLIS = 400;

  private final RandomGenerator random;
  private final TreeMap<String, Known> known = new TreeMap<>();

  SimulatedPackages(RandomGenerator random) {
    this.random = random;
    known.put("base-files", new Known("installed", "12.4"));
  }

  @Override
  public synchronized SortedMap<String, Known> known() {
    return new TreeMap<>(known);
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
  public void refresh(Collection<RepositoryDesired> repositories) {}

  @Override
  public void install(List<PackageDesired> packages) {
    takeAMoment();
    synchronized (this) {
      for (PackageDesired wanted : packages) {
        if (wanted.name().startsWith(ABSENT)) {
          throw new HostFailure(
              HostFailure.Kind.NOT_FOUND, "no repository has a package " + wanted.name());
        }
        String version = wanted.version().isEmpty() ? "1.0-simulated" : wanted.version();
        known.put(wanted.name(), new Known("installed", version));
      }
    }
  }

  @Override
  public synchronized Set<String> goingWith(Collection<String> packages) {
    return new TreeSet<>(packages);
  }

  @Override
  public synchronized Set<String> automatic() {
    return new TreeSet<>(known.keySet());
  }

  @Override
  public void remove(Collection<String> packages, boolean purge) {
    takeAMoment();
    synchronized (this) {
      packages.forEach(known::remove);
    }
  }

  private void takeAMoment() {
    int millis;
    synchronized (this) {
      millis = 20 + random.nextInt(LONGEST_MILLIS);
    }
    try {
      Thread.sleep(Duration.ofMillis(millis));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
