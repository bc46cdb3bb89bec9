package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.connector.host.Packages;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.InstanceDesired.VersionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * apt and dpkg. Changes are made by one thread at a time. Proxies, pins and the like are those of
 * the machine's own apt settings.
 */
final class AptPackages implements Packages {

  private static final Duration INSTALL_LIMIT = Duration.ofMinutes(20);
  private static final Path STATUS = Path.of("/var/lib/dpkg/status");
  private static final Path UPDATES = Path.of("/var/lib/dpkg/updates");
  private static final List<String> OPTIONS =
      List.of(
          "-y",
          "-q",
          "--no-install-recommends",
          "-o",
          "Dpkg::Options::=--force-confold",
          "-o",
          "Dpkg::Options::=--force-confdef",
          "-o",
          "DPkg::Lock::Timeout=0",
          "-o",
          "Dpkg::Use-Pty=0",
          "-o",
          "Acquire::Retries=1",
          "-o",
          "Acquire::http::Timeout=15",
          "-o",
          "Acquire::https::Timeout=15");
  private static final List<String> UPDATE =
      List.of(
          "apt-get",
          "update",
          "-q",
          "-o",
          "DPkg::Lock::Timeout=0",
          "-o",
          "Acquire::Retries=1",
          "-o",
          "Acquire::http::Timeout=15",
          "-o",
          "Acquire::https::Timeout=15");
  private static final Duration UPDATE_LIMIT = Duration.ofMinutes(5);
  private static final Pattern GOING = Pattern.compile("^(?:Remv|Purg) (\\S+)", Pattern.MULTILINE);

  private record Mark(long modified, long size, @Nullable Object key) {}

  private @Nullable Mark readAt;
  private SortedMap<String, Known> cached = Collections.emptySortedMap();
  private final AptOffers offers = new AptOffers();

  @Override
  public synchronized SortedMap<String, Known> known() {
    Mark now = mark();
    if (now != null && now.equals(readAt)) {
      return cached;
    }
    var ended =
        Command.run(
            Duration.ofSeconds(30),
            List.of(
                "dpkg-query",
                "-W",
                "-f=${Package}\\t${db:Status-Status}\\t${Version}\\t${db:Status-Want}\\n"));
    if (!ended.succeeded()) {
      throw new HostFailure(Kind.FAILED, "dpkg-query: " + ended.lastLine());
    }
    var found = new TreeMap<String, Known>();
    for (String line : ended.output().lines().toList()) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 4 && !parts[1].equals("not-installed")) {
        found.merge(
            parts[0],
            new Known(parts[1], parts[2], parts[3].equals("hold")),
            (one, other) -> one.installed() ? one : other);
      }
    }
    cached = Collections.unmodifiableSortedMap(found);
    readAt = now;
    return cached;
  }

  @Override
  public List<String> databases() {
    return List.of(STATUS.toString());
  }

  @Override
  public int compare(String one, String other) {
    return DpkgVersion.compare(one, other);
  }

  @Override
  public Optional<String> newest(String name) {
    return offers.newest(name);
  }

  @Override
  public List<FileDesired> files(RepositoryDesired repository) {
    return Repositories.apt(repository);
  }

  @Override
  public void refresh(Collection<RepositoryDesired> repositories) {
    for (RepositoryDesired repository : repositories) {
      var command = new ArrayList<>(UPDATE);
      command.addAll(
          List.of(
              "-o",
              "APT::Update::Error-Mode=any",
              "-o",
              "APT::Get::List-Cleanup=0",
              "-o",
              "Dir::Etc::sourceparts=-",
              "-o",
              "Dir::Etc::sourcelist=/etc/apt/sources.list.d/kitward-"
                  + repository.name()
                  + ".sources"));
      var ended = Command.run(UPDATE_LIMIT, command);
      if (!ended.succeeded()) {
        throw AptWords.failure("apt-get update for " + repository.name(), ended);
      }
    }
    offers.forget();
  }

  /** A held package that is wanted otherwise is left to the person who holds it. */
  private void respectHolds(List<PackageDesired> packages) {
    var known = known();
    for (PackageDesired wanted : packages) {
      Known one = known.get(wanted.name());
      if (one != null && one.held() && gap(wanted).isPresent()) {
        throw new HostFailure(
            Kind.HELD,
            "package "
                + wanted.name()
                + " is held at "
                + one.version()
                + " on this machine; to let it go: apt-mark unhold "
                + wanted.name());
      }
    }
  }

  @Override
  public void install(List<PackageDesired> packages) {
    respectHolds(packages);
    mendHalfDone();
    var command = new ArrayList<>(List.of("apt-get", "install"));
    command.addAll(OPTIONS);
    command.add("--allow-downgrades");
    command.add("--");
    for (PackageDesired wanted : packages) {
      // what is at least this version is found by apt itself: its candidate is the newest one
      command.add(
          wanted.policy() == VersionPolicy.EXACT
              ? wanted.name() + "=" + wanted.version()
              : wanted.name());
    }
    var ended = Command.run(INSTALL_LIMIT, command);
    boolean tooOld = ended.succeeded() && tooOld(packages).isPresent();
    if (tooOld || (!ended.succeeded() && AptWords.listsAreOld(ended.output()))) {
      var update = Command.run(UPDATE_LIMIT, UPDATE);
      if (AptWords.locked(update.output())) {
        throw AptWords.failure("apt-get update", update);
      }
      ended = Command.run(INSTALL_LIMIT, command);
      if (!ended.succeeded() && AptWords.notFound(ended.output())) {
        // it may be there, in a repository that did not answer
        AptWords.unreachable(update)
            .ifPresent(
                failure -> {
                  throw failure;
                });
      }
    }
    if (!ended.succeeded()) {
      throw AptWords.failure("apt-get install", ended);
    }
    tooOld(packages)
        .ifPresent(
            gap -> {
              throw new HostFailure(
                  Kind.NOT_FOUND, gap + ", and no repository of this machine offers such a one");
            });
  }

  /** Why one of the packages is still older than it may be. */
  private Optional<String> tooOld(List<PackageDesired> packages) {
    return packages.stream()
        .filter(wanted -> wanted.policy() == VersionPolicy.MINIMUM)
        .flatMap(wanted -> gap(wanted).stream())
        .findFirst();
  }

  @Override
  public void reinstall(List<PackageDesired> packages) {
    mendHalfDone();
    var command = new ArrayList<>(List.of("apt-get", "install", "--reinstall"));
    command.addAll(OPTIONS);
    command.addAll(List.of("-o", "Dpkg::Options::=--force-confmiss", "--"));
    packages.forEach(wanted -> command.add(wanted.name()));
    var ended = Command.run(INSTALL_LIMIT, command);
    if (!ended.succeeded()) {
      throw AptWords.failure("apt-get install --reinstall", ended);
    }
  }

  @Override
  public boolean pristine(String path, byte[] content) {
    var owner = Command.run(Duration.ofSeconds(30), List.of("dpkg-query", "-S", path));
    if (!owner.succeeded()) {
      return false;
    }
    String name = owner.output().lines().findFirst().orElse("").replaceFirst(":? .*", "");
    var listed =
        Command.run(
            Duration.ofSeconds(30), List.of("dpkg-query", "-W", "-f=${Conffiles}", "--", name));
    String line = path + " " + Digests.md5(content);
    return listed.succeeded() && listed.output().lines().map(String::strip).anyMatch(line::equals);
  }

  @Override
  public Set<String> goingWith(Collection<String> packages) {
    var command =
        new ArrayList<>(List.of("apt-get", "remove", "-s", "-q", "-o", "Debug::NoLocking=1", "--"));
    command.addAll(packages);
    var ended = Command.run(Duration.ofMinutes(1), command);
    if (!ended.succeeded()) {
      throw AptWords.failure("apt-get remove -s", ended);
    }
    var going = new TreeSet<String>();
    var matcher = GOING.matcher(ended.output());
    while (matcher.find()) {
      going.add(matcher.group(1).replaceFirst(":.*", ""));
    }
    return going;
  }

  @Override
  public Set<String> automatic() {
    var ended = Command.run(Duration.ofMinutes(1), List.of("apt-mark", "showauto"));
    if (!ended.succeeded()) {
      throw AptWords.failure("apt-mark showauto", ended);
    }
    var names = new TreeSet<String>();
    ended.output().lines().forEach(line -> names.add(line.strip().replaceFirst(":.*", "")));
    return names;
  }

  @Override
  public void remove(Collection<String> packages, boolean purge) {
    mendHalfDone();
    var command = new ArrayList<>(List.of("apt-get", purge ? "purge" : "remove"));
    command.addAll(OPTIONS);
    command.add("--");
    command.addAll(packages);
    var ended = Command.run(INSTALL_LIMIT, command);
    if (!ended.succeeded()) {
      throw AptWords.failure("apt-get remove", ended);
    }
  }

  /** A connector or apt that was killed half way leaves packages unpacked but not configured. */
  private void mendHalfDone() {
    boolean halfDone =
        !isEmpty(UPDATES)
            || known().values().stream()
                .anyMatch(one -> !one.installed() && !one.status().equals("config-files"));
    if (!halfDone) {
      return;
    }
    var configured =
        Command.run(
            INSTALL_LIMIT,
            List.of("dpkg", "--configure", "-a", "--force-confold", "--force-confdef"));
    if (AptWords.locked(configured.output())) {
      throw AptWords.failure("dpkg --configure -a", configured);
    }
    var command = new ArrayList<>(List.of("apt-get", "install", "-f"));
    command.addAll(OPTIONS);
    var fixed = Command.run(INSTALL_LIMIT, command);
    if (!fixed.succeeded() && !AptWords.locked(fixed.output())) {
      reinstallHalfInstalled();
      fixed = Command.run(INSTALL_LIMIT, command);
    }
    if (!fixed.succeeded()) {
      throw AptWords.failure("apt-get install -f", fixed);
    }
  }

  /** One that dpkg was killed on while it unpacked: unpacked again, else taken out of the way. */
  private void reinstallHalfInstalled() {
    for (var one : known().entrySet()) {
      if (!one.getValue().status().equals("half-installed")) {
        continue;
      }
      var again = new ArrayList<>(List.of("apt-get", "install", "--reinstall"));
      again.addAll(OPTIONS);
      again.addAll(List.of("--", one.getKey()));
      if (!Command.run(INSTALL_LIMIT, again).succeeded()) {
        Command.run(
            INSTALL_LIMIT,
            List.of("dpkg", "--remove", "--force-remove-reinstreq", "--", one.getKey()));
      }
    }
  }

  private static boolean isEmpty(Path folder) {
    try (var files = Files.list(folder)) {
      return files.noneMatch(file -> file.getFileName().toString().matches("[0-9]+"));
    } catch (IOException e) {
      return true;
    }
  }

  private static @Nullable Mark mark() {
    try {
      if (!isEmpty(UPDATES)) {
        return null;
      }
      var attributes = Files.readAttributes(STATUS, BasicFileAttributes.class);
      return new Mark(
          attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS),
          attributes.size(),
          attributes.fileKey());
    } catch (IOException e) {
      return null;
    }
  }
}
