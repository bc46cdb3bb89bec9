package io.kitward.connector.apply;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Packages;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A package system in memory with dependencies, configuration files that stay until a purge, units
 * that an installation starts, and maintainer scripts that take folders along.
 */
final class MachinePackages implements Packages {

  /**
   * What a repository offers.
   *
   * @param configuration path to text
   * @param purges folders that its script removes whole on a purge
   */
  record Offer(
      String name,
      List<String> depends,
      Map<String, String> configuration,
      List<String> folders,
      List<String> units,
      List<String> purges) {}

  private final Fuse fuse;
  private final MachineFiles files;
  private final MachineUnits units;
  private final Map<String, Offer> offers = new HashMap<>();
  private final TreeMap<String, Known> known = new TreeMap<>();
  private final Set<String> automatic = new TreeSet<>();
  private final Set<String> reinstalled = new TreeSet<>();

  private final List<String> listed = new ArrayList<>();

  MachinePackages(Fuse fuse, MachineFiles files, MachineUnits units) {
    this.fuse = fuse;
    this.files = files;
    this.units = units;
  }

  void offer(Offer offer) {
    offers.put(offer.name(), offer);
  }

  /** A person installs a package. */
  void byHand(String name) {
    install(name, false);
  }

  /** Another's dpkg has left a package's triggers for its end; the next installation runs them. */
  void leaveTriggers(String name) {
    known.computeIfPresent(name, (_, one) -> new Known("triggers-pending", one.version()));
  }

  private void runTriggers() {
    known.replaceAll(
        (_, one) ->
            one.status().equals("triggers-pending") ? new Known("installed", one.version()) : one);
  }

  /** dpkg's word for a package; {@code absent} for one that it does not know. */
  String status(String name) {
    Known one = known.get(name);
    return one == null ? "absent" : one.status();
  }

  Set<String> asked() {
    var asked = new TreeSet<>(known.keySet());
    asked.removeAll(automatic);
    return asked;
  }

  Set<String> reinstalled() {
    return reinstalled;
  }

  @Override
  public void reinstall(List<PackageDesired> packages) {
    packages.forEach(wanted -> reinstalled.add(wanted.name()));
  }

  @Override
  public SortedMap<String, Known> known() {
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
    if (!repository.url().startsWith("https:")) {
      throw new HostFailure(HostFailure.Kind.REFUSED, repository.url() + " is not for here");
    }
    return List.of(
        new FileDesired(
            "/etc/sources/" + repository.name(),
            repository.url(),
            "root",
            "root",
            "0644",
            List.of(),
            ""));
  }

  @Override
  public void refresh(Collection<RepositoryDesired> repositories) {
    fuse.burn(() -> repositories.forEach(one -> listed.add(one.name())));
  }

  /** Repositories whose lists were read. */
  List<String> listed() {
    return listed;
  }

  @Override
  public void install(List<PackageDesired> packages) {
    for (PackageDesired wanted : packages) {
      if (!offers.containsKey(wanted.name())) {
        throw new HostFailure(
            HostFailure.Kind.NOT_FOUND, "Unable to locate package " + wanted.name());
      }
    }
    fuse.burn(
        () -> {
          packages.forEach(wanted -> install(wanted.name(), false));
          runTriggers();
        });
  }

  private void install(String name, boolean dependency) {
    Offer offer = offer(name);
    Known now = known.get(name);
    if (now != null && now.installed()) {
      if (!dependency) {
        automatic.remove(name);
      }
      return;
    }
    offer.depends().forEach(other -> install(other, true));
    offer.folders().forEach(folder -> files.folders(folder + "/x"));
    offer.folders().forEach(folder -> files.give(folder, name));
    offer
        .configuration()
        .forEach(
            (path, text) -> {
              if (!files.there(path)) {
                files.file(path, text, "root", "0644");
              }
            });
    known.put(name, new Known("installed", "1"));
    if (dependency) {
      automatic.add(name);
    }
    offer.units().forEach(units::ship);
  }

  private Offer offer(String name) {
    Offer offer = offers.get(name);
    if (offer == null) {
      throw new IllegalArgumentException("no such package: " + name);
    }
    return offer;
  }

  @Override
  public Set<String> goingWith(Collection<String> packages) {
    var going = new TreeSet<>(packages);
    boolean more = true;
    while (more) {
      more = false;
      for (var one : known.entrySet()) {
        if (one.getValue().installed()
            && !going.contains(one.getKey())
            && offer(one.getKey()).depends().stream().anyMatch(going::contains)) {
          going.add(one.getKey());
          more = true;
        }
      }
    }
    return going;
  }

  @Override
  public Set<String> automatic() {
    return new TreeSet<>(automatic);
  }

  @Override
  public void remove(Collection<String> packages, boolean purge) {
    var going = new ArrayList<>(purge ? packages : goingWith(packages));
    if (purge) {
      goingWith(packages).stream().filter(name -> !going.contains(name)).forEach(going::add);
    }
    fuse.burn(() -> going.forEach(name -> remove(name, purge && packages.contains(name))));
  }

  private void remove(String name, boolean purge) {
    Offer offer = offer(name);
    offer.units().forEach(units::withdraw);
    automatic.remove(name);
    if (purge || offer.configuration().isEmpty()) {
      known.remove(name);
    } else {
      known.put(name, new Known("config-files", "1"));
    }
    if (purge) {
      offer.configuration().keySet().forEach(path -> files.entries().remove(path));
      offer.purges().forEach(files::removeTree);
    }
    offer.folders().reversed().forEach(files::removeIfEmpty);
  }
}
