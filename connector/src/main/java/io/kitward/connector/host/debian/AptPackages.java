package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.connector.host.Packages;
import io.kitward.protocol.InstanceDesired.PackageDesired;
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

/** apt and dpkg. Changes are made by one thread at a time. */
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
          "Dpkg::Use-Pty=0");
  private static final Pattern LOCK_HOLDER =
      Pattern.compile("held by process ([0-9]+) \\(([^)]*)\\)");
  private static final Pattern GOING = Pattern.compile("^(?:Remv|Purg) (\\S+)", Pattern.MULTILINE);

  private record Mark(long modified, long size, @Nullable Object key) {}

  private @Nullable Mark readAt;
  private SortedMap<String, Known> cached = Collections.emptySortedMap();

  @Override
  public synchronized SortedMap<String, Known> known() {
    Mark now = mark();
    if (now != null && now.equals(readAt)) {
      return cached;
    }
    var ended =
        Command.run(
            Duration.ofSeconds(30),
            List.of("dpkg-query", "-W", "-f=${Package}\\t${db:Status-Status}\\t${Version}\\n"));
    if (!ended.succeeded()) {
      throw new HostFailure(Kind.FAILED, "dpkg-query: " + ended.lastLine());
    }
    var found = new TreeMap<String, Known>();
    for (String line : ended.output().lines().toList()) {
      String[] parts = line.split("\t", -1);
      if (parts.length == 3 && !parts[1].equals("not-installed")) {
        found.merge(
            parts[0], new Known(parts[1], parts[2]), (one, other) -> one.installed() ? one : other);
      }
    }
    cached = Collections.unmodifiableSortedMap(found);
    readAt = now;
    return cached;
  }

  @Override
  public void install(List<PackageDesired> packages) {
    mendHalfDone();
    var command = new ArrayList<>(List.of("apt-get", "install"));
    command.addAll(OPTIONS);
    command.add("--allow-downgrades");
    command.add("--");
    for (PackageDesired wanted : packages) {
      command.add(
          wanted.version().isEmpty() ? wanted.name() : wanted.name() + "=" + wanted.version());
    }
    var ended = Command.run(INSTALL_LIMIT, command);
    if (!ended.succeeded() && (notFound(ended.output()) || notFetched(ended.output()))) {
      var update =
          Command.run(
              Duration.ofMinutes(5),
              List.of("apt-get", "update", "-q", "-o", "DPkg::Lock::Timeout=0"));
      if (locked(update.output())) {
        throw failure("apt-get update", update);
      }
      ended = Command.run(INSTALL_LIMIT, command);
    }
    if (!ended.succeeded()) {
      throw failure("apt-get install", ended);
    }
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
      throw failure("apt-get install --reinstall", ended);
    }
  }

  @Override
  public Set<String> goingWith(Collection<String> packages) {
    var command =
        new ArrayList<>(List.of("apt-get", "remove", "-s", "-q", "-o", "Debug::NoLocking=1", "--"));
    command.addAll(packages);
    var ended = Command.run(Duration.ofMinutes(1), command);
    if (!ended.succeeded()) {
      throw failure("apt-get remove -s", ended);
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
      throw failure("apt-mark showauto", ended);
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
      throw failure("apt-get remove", ended);
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
    if (locked(configured.output())) {
      throw failure("dpkg --configure -a", configured);
    }
    var command = new ArrayList<>(List.of("apt-get", "install", "-f"));
    command.addAll(OPTIONS);
    var fixed = Command.run(INSTALL_LIMIT, command);
    if (!fixed.succeeded()) {
      throw failure("apt-get install -f", fixed);
    }
  }

  private static boolean notFound(String output) {
    return output.contains("Unable to locate package")
        || output.contains("has no installation candidate")
        || (output.contains("Version '") && output.contains("was not found"));
  }

  private static boolean notFetched(String output) {
    return output.contains("maybe run apt-get update") || output.contains("404  Not Found");
  }

  private static boolean locked(String output) {
    return output.contains("Could not get lock")
        || output.contains("is locked by another process")
        || output.contains("Unable to acquire the dpkg frontend lock")
        || output.contains("Unable to lock directory");
  }

  private static HostFailure failure(String what, Command.Ended ended) {
    if (locked(ended.output())) {
      var holder = LOCK_HOLDER.matcher(ended.output());
      return new HostFailure(
          Kind.LOCKED,
          "apt is locked by another process"
              + (holder.find() ? ": " + holder.group(2) + ", pid " + holder.group(1) : ""));
    }
    Optional<String> reason =
        ended.output().lines().filter(line -> line.startsWith("E: ")).findFirst();
    Optional<String> detail =
        ended
            .output()
            .lines()
            .filter(line -> line.startsWith("dpkg: error") || line.contains("Depends:"))
            .findFirst();
    String text =
        reason.map(line -> line.substring(3)).orElseGet(ended::lastLine)
            + detail.map(line -> " (" + line.strip() + ")").orElse("");
    return new HostFailure(
        notFound(ended.output()) ? Kind.NOT_FOUND : Kind.FAILED,
        text.isBlank() ? what + " ended with " + ended.code() : text);
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
