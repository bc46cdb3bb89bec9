package io.kitward.connector;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Ensure;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The file that tells other programs on this machine, such as Puppet's facts, which services
 * Kitward looks after here, how they are, and what they consist of. Everybody may read it; it holds
 * names and paths only. For one thread.
 */
final class InstancesFile {

  /**
   * Its content.
   *
   * @param version the connector's
   * @param connected whether the connector can speak with its server now
   */
  record Content(String version, boolean connected, SortedMap<String, Entry> instances) {}

  /**
   * One service.
   *
   * @param phase a word of {@link PhaseHere}
   * @param since when the phase became what it is, as far as this file goes back
   * @param paths the files and folders that Kitward writes, sorted
   * @param packages the names of its packages, sorted
   * @param units the names of its units, sorted
   */
  record Entry(
      String phase, Instant since, List<String> paths, List<String> packages, List<String> units) {}

  private final Path path;
  private final String version;
  private Optional<Content> written;

  /** A file that may be there from the process before: times go on from it. */
  InstancesFile(Path path, String version) {
    this.path = path;
    this.version = version;
    this.written = read(path);
  }

  /**
   * Writes it when something is not as it was written last.
   *
   * @param repaired when something of a service was mended last
   * @return whether it was written
   */
  boolean keep(
      boolean connected,
      Optional<DesiredState> desired,
      List<InstanceObserved> observed,
      Map<String, Instant> repaired,
      Instant now)
      throws IOException {
    var entries = new TreeMap<String, Entry>();
    for (InstanceDesired instance : desired.map(DesiredState::instances).orElse(List.of())) {
      Optional<InstanceObserved> seen =
          observed.stream().filter(one -> one.service().equals(instance.service())).findFirst();
      PhaseHere.of(instance, seen, Optional.ofNullable(repaired.get(instance.service())), now)
          .map(phase -> entry(instance, phase, now))
          .ifPresent(entry -> entries.put(instance.service(), entry));
    }
    var next = new Content(version, connected, entries);
    if (written.equals(Optional.of(next)) && Files.exists(path)) {
      return false;
    }
    write(next);
    written = Optional.of(next);
    return true;
  }

  private Entry entry(InstanceDesired instance, PhaseHere phase, Instant now) {
    String word = phase.name().toLowerCase(Locale.ROOT);
    Instant since =
        written
            .map(content -> content.instances().get(instance.service()))
            .filter(before -> before.phase().equals(word))
            .map(Entry::since)
            .orElse(now);
    boolean there = instance.ensure() == Ensure.PRESENT;
    return new Entry(
        word,
        since,
        names(
            there,
            Stream.concat(
                instance.files().stream().map(FileDesired::path),
                instance.folders().stream().map(FolderDesired::path))),
        names(there, instance.packages().stream().map(PackageDesired::name)),
        names(there, instance.units().stream().map(UnitDesired::name)));
  }

  /** What Kitward takes away it does not claim. */
  private static List<String> names(boolean there, Stream<String> names) {
    return there ? names.distinct().sorted().toList() : List.of();
  }

  private void write(Content content) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path temporary = path.resolveSibling(path.getFileName() + ".new");
    Files.write(temporary, Payload.bytes(content));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Optional<Content> read(Path path) {
    try {
      return Optional.of(Payload.read(Files.readAllBytes(path), Content.class));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // not there yet, or not ours: it is written anew
    }
  }
}
