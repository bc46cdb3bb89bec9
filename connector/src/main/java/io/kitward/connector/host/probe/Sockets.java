package io.kitward.connector.host.probe;

import io.kitward.protocol.Check;
import io.kitward.protocol.Check.Transport;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Who holds this machine's ports, from {@code /proc/net} and the control groups of units. A holder
 * that was found is looked at directly from then on. Thread-safe.
 */
final class Sockets {

  private static final int MOST_DESCRIPTORS = 50_000;

  private final Path proc;
  private final Path groups;
  private final Map<Check.PortOwner, Held> known = new ConcurrentHashMap<>();
  private final Map<String, Path> places = new ConcurrentHashMap<>();

  private record Held(Path descriptor, String socket) {}

  /**
   * @param proc {@code /proc}
   * @param groups {@code /sys/fs/cgroup}
   */
  Sockets(Path proc, Path groups) {
    this.proc = proc;
    this.groups = groups;
  }

  /** Why the unit does not hold the port; empty when it does. */
  Optional<String> notHeld(Check.PortOwner check) {
    Held last = known.get(check);
    if (last != null && last.socket().equals(target(last.descriptor()))) {
      return Optional.empty();
    }
    known.remove(check);
    String port = check.transport() + " port " + check.port();
    try {
      Set<String> sockets = sockets(check.port(), check.transport());
      if (sockets.isEmpty()) {
        return Optional.of("nobody listens on " + port);
      }
      Optional<Path> group = group(check.unit());
      if (group.isPresent()) {
        for (String process : processes(group.get())) {
          Optional<Held> held = held(proc.resolve(process), sockets);
          if (held.isPresent()) {
            known.put(check, held.get());
            return Optional.empty();
          }
        }
      }
      return Optional.of(port + " is held by " + holder(sockets) + ", not by " + check.unit());
    } catch (IOException e) {
      return Optional.of("cannot find out who holds " + port + ": " + e.getMessage());
    }
  }

  private Set<String> sockets(int port, Transport transport) throws IOException {
    var sockets = new HashSet<String>();
    String name = transport.name().toLowerCase(Locale.ROOT);
    for (String file : List.of(name, name + "6")) {
      Path table = proc.resolve("net").resolve(file);
      if (Files.exists(table)) {
        try (BufferedReader reader = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            socket(line, port, transport).ifPresent(sockets::add);
          }
        }
      }
    }
    return sockets;
  }

  /** The socket of a line of the kernel's table, when it waits on the port. */
  private static Optional<String> socket(String line, int port, Transport transport) {
    String[] words = line.strip().split("\\s+", -1);
    if (words.length < 10 || !words[1].contains(":")) {
      return Optional.empty();
    }
    String waiting = transport == Transport.TCP ? "0A" : "07";
    String hex = words[1].substring(words[1].lastIndexOf(':') + 1);
    return words[3].equals(waiting)
            && hex.equalsIgnoreCase(String.format(Locale.ROOT, "%04X", port))
        ? Optional.of("socket:[" + words[9] + "]")
        : Optional.empty();
  }

  private Optional<Path> group(String unit) throws IOException {
    Path last = places.get(unit);
    if (last != null && Files.isDirectory(last)) {
      return Optional.of(last);
    }
    for (String base : List.of("system.slice", "unified/system.slice", "systemd/system.slice")) {
      Path usual = groups.resolve(base).resolve(unit);
      if (Files.isDirectory(usual)) {
        places.put(unit, usual);
        return Optional.of(usual);
      }
    }
    try (Stream<Path> folders =
        Files.find(
            groups, 5, (path, attributes) -> attributes.isDirectory() && path.endsWith(unit))) {
      Optional<Path> found = folders.findFirst();
      found.ifPresent(path -> places.put(unit, path));
      return found;
    } catch (java.io.UncheckedIOException e) {
      return Optional.empty(); // a group went while we looked
    }
  }

  /** The processes of a group and of those below it. */
  private static List<String> processes(Path group) throws IOException {
    var processes = new ArrayList<String>();
    try (Stream<Path> files =
        Files.find(group, 4, (path, attributes) -> path.endsWith("cgroup.procs"))) {
      for (Path file : files.toList()) {
        Files.readString(file).lines().filter(line -> !line.isBlank()).forEach(processes::add);
      }
    } catch (java.io.UncheckedIOException e) {
      return processes;
    }
    return processes;
  }

  private static Optional<Held> held(Path process, Set<String> sockets) {
    int seen = 0;
    try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = target(descriptor);
        if (sockets.contains(target)) {
          return Optional.of(new Held(descriptor, target));
        }
        if (++seen > MOST_DESCRIPTORS) {
          break;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return Optional.empty(); // it ended, or it is not ours to look at
    }
    return Optional.empty();
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return "";
    }
  }

  /** Who holds one of the sockets, in words. */
  private String holder(Set<String> sockets) throws IOException {
    try (var folders = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path folder : folders) {
        if (held(folder, sockets).isPresent()) {
          String name = Files.readString(folder.resolve("comm"), StandardCharsets.ISO_8859_1);
          return name.strip() + " (pid " + folder.getFileName() + ")";
        }
      }
    }
    return "somebody else";
  }
}
