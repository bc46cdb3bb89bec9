package io.kitward.connector.host.rpm;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.connector.host.Packages.Known;
import io.kitward.connector.host.debian.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The database of installed rpm packages. Thread-safe. */
final class RpmDatabase {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String FORMAT = "%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}-%{RELEASE}\\t%{ARCH}\\n";
  private static final Pattern NEEDED = Pattern.compile("\\(installed\\) (\\S+)");
  private static final List<String> FILES = List.of("rpmdb.sqlite", "Packages.db", "Packages");
  private static final String PENDING = "rpmdb.sqlite-wal";

  private final Path folder;
  private final RpmLocks locks;
  private String readAt = "";
  private SortedMap<String, Known> cached = Collections.emptySortedMap();
  private final SortedMap<String, String> namesByLabel = new TreeMap<>();

  RpmDatabase(RpmLocks locks) {
    this.locks = locks;
    var ended = Command.run(LIMIT, List.of("rpm", "--eval", "%_dbpath"));
    String path = ended.lastLine();
    this.folder = Path.of(path.startsWith("/") ? path : "/var/lib/rpm");
  }

  /** Files that change with it. */
  List<String> files() {
    return FILES.stream().map(name -> folder.resolve(name).toString()).toList();
  }

  /** What is installed; a package that is there in two versions is half installed. */
  synchronized SortedMap<String, Known> known() {
    String now = mark() + locks.mark();
    if (!readAt.isEmpty() && now.equals(readAt)) {
      return cached;
    }
    var ended = Command.run(LIMIT, List.of("rpm", "-qa", "--qf", FORMAT));
    if (!ended.succeeded()) {
      throw RpmWords.failure("rpm -qa", ended);
    }
    Set<String> held = locks.names();
    var found = new TreeMap<String, Known>();
    namesByLabel.clear();
    for (String line : ended.output().lines().toList()) {
      String[] parts = line.split("\t", -1);
      if (parts.length != 4 || parts[0].equals("gpg-pubkey")) {
        continue;
      }
      String version = parts[1].equals("0") ? parts[2] : parts[1] + ":" + parts[2];
      namesByLabel.put(parts[0] + "-" + parts[2] + "." + parts[3], parts[0]);
      namesByLabel.put(parts[0] + "-" + version + "." + parts[3], parts[0]);
      found.merge(
          parts[0],
          new Known("installed", version, held.contains(parts[0])),
          (one, other) -> merged(parts[0], one, other));
    }
    cached = Collections.unmodifiableSortedMap(found);
    readAt = now;
    return cached;
  }

  /** Kernels and libraries of several architectures are meant to be there more than once. */
  private static Known merged(String name, Known one, Known other) {
    boolean same = one.version().equals(other.version());
    Known newer = RpmVersion.compare(one.version(), other.version()) >= 0 ? one : other;
    return same || name.startsWith("kernel")
        ? newer
        : new Known("half-installed", newer.version(), one.held());
  }

  private String mark() {
    var mark = new StringBuilder();
    for (String file : FILES) {
      try {
        var attributes = Files.readAttributes(folder.resolve(file), BasicFileAttributes.class);
        mark.append(file)
            .append(attributes.lastModifiedTime())
            .append(attributes.size())
            .append(attributes.fileKey());
      } catch (IOException e) {
        mark.append('-');
      }
    }
    try {
      // reading alone makes this file anew, so its time says nothing
      mark.append(Files.size(folder.resolve(PENDING)));
    } catch (IOException e) {
      mark.append('-');
    }
    return mark.toString();
  }

  /** Which packages would go if these went, asked of rpm until no further one is needed. */
  Set<String> goingWith(Collection<String> packages) {
    var going = new TreeSet<>(packages);
    going.retainAll(known().keySet());
    while (!going.isEmpty()) {
      var command = new ArrayList<>(List.of("rpm", "-e", "--test", "--"));
      command.addAll(going);
      var ended = Command.run(LIMIT, command);
      if (ended.succeeded()) {
        break;
      }
      var further = new TreeSet<String>();
      var needed = NEEDED.matcher(ended.output());
      while (needed.find()) {
        String label = needed.group(1);
        String name = namesByLabel.get(label);
        if (name == null) {
          throw new HostFailure(Kind.FAILED, "rpm -e --test: who is " + label + "?");
        }
        further.add(name);
      }
      if (!going.addAll(further)) {
        throw RpmWords.failure("rpm -e --test", ended);
      }
    }
    return going;
  }

  /** The configuration files of packages, to take what a removal leaves of them away too. */
  Set<String> configuration(Collection<String> packages) {
    var command = new ArrayList<>(List.of("rpm", "-qc", "--"));
    command.addAll(packages);
    var files = new TreeSet<String>();
    Command.run(LIMIT, command)
        .output()
        .lines()
        .filter(line -> line.startsWith("/"))
        .forEach(files::add);
    return files;
  }

  /** What a removal saved of configuration files. */
  static void deleteSaved(Collection<String> configuration) {
    for (String file : configuration) {
      try {
        Files.deleteIfExists(Path.of(file + ".rpmsave"));
      } catch (IOException e) {
        throw new HostFailure(Kind.FAILED, "cannot delete " + file + ".rpmsave", e);
      }
    }
  }
}
