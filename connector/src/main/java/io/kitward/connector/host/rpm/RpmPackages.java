package io.kitward.connector.host.rpm;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.debian.Command;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.InstanceDesired.VersionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * The packages of a machine of the RPM family. Changes are made by one thread at a time, through
 * the {@link Tool} that the machine has; proxies and the like are those of its own settings.
 */
public final class RpmPackages implements Packages {

  private static final Duration LIMIT = Duration.ofMinutes(20);
  private static final Duration ASK_LIMIT = Duration.ofMinutes(2);

  private final Tool tool;
  private final RpmDatabase database;
  private final Offers offers;

  private RpmPackages(Tool tool) {
    this.tool = tool;
    this.database = new RpmDatabase(tool.locks());
    this.offers = new Offers(tool);
  }

  /** Changed through dnf. */
  public static Packages dnf() {
    return new RpmPackages(new Dnf());
  }

  /** Changed through zypper. */
  public static Packages zypper() {
    return new RpmPackages(new Zypper());
  }

  @Override
  public List<String> databases() {
    return database.files();
  }

  @Override
  public SortedMap<String, Known> known() {
    return database.known();
  }

  @Override
  public int compare(String one, String other) {
    return RpmVersion.compare(one, other);
  }

  @Override
  public Optional<String> newest(String name) {
    return offers.newest(name);
  }

  @Override
  public void install(List<PackageDesired> packages) {
    respectHolds(packages);
    mendHalfDone();
    var missing = new ArrayList<String>();
    var older = new ArrayList<String>();
    var newer = new ArrayList<String>();
    for (PackageDesired wanted : packages) {
      Known now = known().get(wanted.name());
      boolean exact = wanted.policy() == VersionPolicy.EXACT;
      String label = exact ? tool.label(wanted.name(), wanted.version()) : wanted.name();
      if (now == null) {
        missing.add(label);
      } else if (exact && compare(now.version(), wanted.version()) > 0) {
        newer.add(label);
      } else {
        older.add(label);
      }
    }
    run(tool.install(missing), missing);
    run(tool.upgrade(older), older);
    run(tool.downgrade(newer), newer);
    for (PackageDesired wanted : packages) {
      if (wanted.policy() != VersionPolicy.LATEST) {
        gap(wanted)
            .ifPresent(
                gap -> {
                  throw new HostFailure(
                      Kind.NOT_FOUND, gap + ", and no repository of this machine helps");
                });
      }
    }
  }

  private void respectHolds(List<PackageDesired> packages) {
    for (PackageDesired wanted : packages) {
      Known one = known().get(wanted.name());
      if (one != null && one.held() && gap(wanted).isPresent()) {
        throw new HostFailure(
            Kind.HELD,
            "package "
                + wanted.name()
                + " is locked at "
                + one.version()
                + " on this machine; to let it go: "
                + tool.unlock(wanted.name()));
      }
    }
  }

  /** A change that was killed half way leaves two versions of a package behind. */
  private void mendHalfDone() {
    var halfDone =
        known().entrySet().stream()
            .filter(one -> !one.getValue().installed())
            .map(java.util.Map.Entry::getKey)
            .toList();
    for (String name : halfDone) {
      var all =
          Command.run(
              ASK_LIMIT,
              List.of("rpm", "-q", "--qf", "%{NAME}-%{EPOCHNUM}:%{VERSION}-%{RELEASE}\\n", name));
      var labels =
          all.output()
              .lines()
              .map(String::strip)
              .filter(line -> line.startsWith(name + "-"))
              .sorted(
                  (a, b) ->
                      RpmVersion.compare(
                          a.substring(name.length() + 1), b.substring(name.length() + 1)))
              .toList();
      // the older one's files belong to the newer one by now: only its entry goes
      for (String label : labels.subList(0, Math.max(0, labels.size() - 1))) {
        String plain = label.replaceFirst("-[0-9]+:", "-");
        Command.run(
            ASK_LIMIT, List.of("rpm", "-e", "--justdb", "--nodeps", "--noscripts", "--", plain));
      }
    }
    if (!halfDone.isEmpty()) {
      run(tool.reinstall(halfDone), halfDone);
    }
  }

  @Override
  public void reinstall(List<PackageDesired> packages) {
    mendHalfDone();
    var names = packages.stream().map(PackageDesired::name).toList();
    run(tool.reinstall(names), names);
  }

  private void run(List<String> command, Collection<String> what) {
    if (what.isEmpty()) {
      return;
    }
    var ended = Command.run(LIMIT, command);
    if (!ended.succeeded() && RpmWords.notFound(ended.output())) {
      var fresh = Command.run(ASK_LIMIT.multipliedBy(3), tool.refresh(List.of()));
      if (!fresh.succeeded()) {
        throw RpmWords.failure(tool.name(), fresh);
      }
      ended = Command.run(LIMIT, command);
    }
    if (!ended.succeeded()) {
      throw RpmWords.failure(tool.name(), ended);
    }
  }

  @Override
  public Set<String> goingWith(Collection<String> packages) {
    return database.goingWith(packages);
  }

  @Override
  public Set<String> automatic() {
    var ended = Command.run(ASK_LIMIT, tool.automatic());
    if (!ended.succeeded()) {
      throw RpmWords.failure(tool.name(), ended);
    }
    return tool.automatic(ended.output(), known().keySet());
  }

  @Override
  public void remove(Collection<String> packages, boolean purge) {
    var before = known().keySet();
    var there = packages.stream().filter(before::contains).toList();
    Set<String> configuration = purge ? database.configuration(there) : Set.of();
    if (!there.isEmpty()) {
      var ended = Command.run(LIMIT, tool.remove(there));
      // zypper says that it failed when the last package of all went
      if (!ended.succeeded() && !Collections.disjoint(known().keySet(), there)) {
        throw RpmWords.failure(tool.name(), ended);
      }
    }
    RpmDatabase.deleteSaved(configuration);
  }

  @Override
  public List<FileDesired> files(RepositoryDesired repository) {
    return tool.files(repository);
  }

  @Override
  public void refresh(Collection<RepositoryDesired> repositories) {
    var names = repositories.stream().map(one -> "kitward-" + one.name()).toList();
    var ended = Command.run(ASK_LIMIT.multipliedBy(3), tool.refresh(names));
    if (!ended.succeeded()) {
      throw RpmWords.failure(tool.name(), ended);
    }
    offers.forget();
  }
}
