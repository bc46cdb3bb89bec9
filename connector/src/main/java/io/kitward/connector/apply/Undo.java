package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.FileTree.Candidate;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Before.FileBefore;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.connector.state.Before.UnitBefore;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of taking a service away, each of which undoes one kind of recorded change. */
final class Undo {

  private static final Logger LOG = LoggerFactory.getLogger("io.kitward.connector");

  private final Host host;
  private final Records records;
  private final List<InstanceDesired> others;
  private final List<String> leftovers;
  private final String service;
  private Before before;

  /**
   * @param others the services that stay: what they need stays
   * @param leftovers gets a line for each thing that is kept
   */
  Undo(
      Host host,
      Records records,
      Before before,
      List<InstanceDesired> others,
      List<String> leftovers) {
    this.host = host;
    this.records = records;
    this.before = before;
    this.others = others;
    this.leftovers = leftovers;
    this.service = before.service();
  }

  /** Stops and disables units that did not run, or were not enabled, before we came. */
  void stopUnits() {
    Map<String, Units.Seen> now = host.units().look(before.units().keySet());
    before
        .units()
        .forEach(
            (name, was) -> {
              Units.Seen seen = now.get(name);
              if (seen == null || !seen.exists() || neededUnit(name)) {
                return;
              }
              if (!was.active() && (seen.active() || seen.changing())) {
                act(Units.Verb.STOP, name);
              }
              if (!was.enablement().startsWith("enabled") && seen.enablement().equals("enabled")) {
                act(Units.Verb.DISABLE, name);
              }
            });
  }

  /** Brings files back to what they were, where they still are what we made of them. */
  boolean files() {
    boolean changed = false;
    var paths = new ArrayList<>(before.files().keySet());
    for (String path : paths.reversed()) {
      boolean shared =
          others.stream().anyMatch(o -> o.files().stream().anyMatch(f -> f.path().equals(path)));
      FileBefore was = before.files().get(path);
      if (was == null || (shared && !was.block())) {
        continue;
      }
      Optional<FileTree.Seen> seen = host.files().look(path);
      if (seen.isPresent()) {
        changed |= was.block() ? block(path, seen.get()) : whole(path, was, seen.get());
      }
    }
    return changed;
  }

  private boolean block(String path, FileTree.Seen seen) {
    String text = new String(seen.content(), StandardCharsets.UTF_8);
    try {
      String rest = Blocks.without(text, service);
      if (rest.equals(text)) {
        return false;
      }
      host.files()
          .write(
              new Candidate(
                  path,
                  rest.getBytes(StandardCharsets.UTF_8),
                  seen.owner(),
                  seen.group(),
                  seen.mode(),
                  List.of()));
      LOG.info("removed the block of {} from {}", service, path);
      return true;
    } catch (IllegalArgumentException e) {
      leftovers.add(path + ": " + e.getMessage());
      return false;
    }
  }

  private boolean whole(String path, FileBefore was, FileTree.Seen seen) {
    boolean ours = before.wrote(path, seen.digest());
    if (was.present() && seen.digest().equals(was.digest())) {
      if (!seen.mode().equals(was.mode())
          || !seen.owner().equals(was.owner())
          || !seen.group().equals(was.group())) {
        restore(path, was, seen.content());
      }
      return false;
    }
    if (!ours) {
      if (!before.written().containsKey(path)) {
        return false; // never written by us
      }
      leftovers.add(path + ": it was edited since");
      protect(path, seen);
      return false;
    }
    if (!was.present()) {
      host.files().delete(path);
      LOG.info("removed {}", path);
      return true;
    }
    Optional<byte[]> copy = records.copy(service, was.digest());
    if (copy.isEmpty()) {
      leftovers.add(path + ": the copy of what it was is missing");
      return false;
    }
    restore(path, was, copy.get());
    LOG.info("put {} back as it was", path);
    return true;
  }

  private void restore(String path, FileBefore was, byte[] content) {
    host.files()
        .write(new Candidate(path, content, was.owner(), was.group(), was.mode(), List.of()));
    host.files().look(path).ifPresent(seen -> protect(path, seen));
  }

  /** From now on the file is one that must be there in the end, whatever the packages do. */
  private void protect(String path, FileTree.Seen seen) {
    records.keepCopy(service, seen.content());
    var foreign = new TreeMap<>(before.foreign());
    ForeignFile now = host.files().below(path).get(path);
    foreign.put(
        path,
        new ForeignFile(
            "file",
            seen.digest(),
            seen.owner(),
            seen.group(),
            seen.mode(),
            now == null ? System.currentTimeMillis() : now.modifiedMillis()));
    keep(before.withForeign(foreign, before.foreignComplete()));
  }

  /** Removes the packages that came with us and puts back what their scripts took along. */
  void packages(boolean purge) {
    var known = host.packages().known();
    var going = new Going(host.packages(), before, neededPackages(), leftovers).decide();
    if (!going.isEmpty()) {
      if (going.stream().allMatch(name -> known.containsKey(name) && known.get(name).installed())) {
        snapshot();
      }
      var withConfiguration = new TreeSet<String>();
      var onlyRemoved = new TreeSet<String>();
      for (String name : going) {
        boolean hadConfiguration = before.database().containsKey(name);
        (purge && !hadConfiguration ? withConfiguration : onlyRemoved).add(name);
      }
      onlyRemoved.removeIf(name -> !known.containsKey(name) || !known.get(name).installed());
      if (!onlyRemoved.isEmpty()) {
        host.packages().remove(onlyRemoved, false);
      }
      if (!withConfiguration.isEmpty()) {
        host.packages().remove(withConfiguration, true);
      }
      LOG.info("removed {}", String.join(", ", going));
    }
    putBack();
  }

  /** Takes what lies in the service's folders as it is now: that is what must survive. */
  private void snapshot() {
    var foreign = new TreeMap<String, ForeignFile>();
    for (String path : before.foreign().keySet()) {
      ForeignFile was = before.foreign().get(path);
      if (was == null) {
        continue;
      }
      if (was.kind().equals("file")) {
        Optional<FileTree.Seen> seen =
            was.digest().isEmpty() ? Optional.empty() : host.files().look(path);
        if (seen.isPresent()) {
          records.keepCopy(service, seen.get().content());
          boolean same = seen.get().digest().equals(was.digest());
          long modified = same ? was.modifiedMillis() : modified(path);
          foreign.put(
              path,
              new ForeignFile(
                  "file",
                  seen.get().digest(),
                  seen.get().owner(),
                  seen.get().group(),
                  seen.get().mode(),
                  modified));
        }
      } else {
        foreign.put(path, was);
      }
    }
    keep(before.withForeign(foreign, before.foreignComplete()));
  }

  private long modified(String path) {
    ForeignFile now = host.files().below(path).get(path);
    return now == null ? System.currentTimeMillis() : now.modifiedMillis();
  }

  private void putBack() {
    before
        .foreign()
        .forEach(
            (path, was) -> {
              if (!host.files().below(path).isEmpty()) {
                return;
              }
              Optional<byte[]> content =
                  was.kind().equals("file")
                      ? records.copy(service, was.digest())
                      : Optional.of(new byte[0]);
              if (content.isEmpty()) {
                leftovers.add(path + ": it went with its package and there is no copy");
              } else {
                host.files().restore(path, was, content.get());
                LOG.info("put {} back: the package took it along", path);
              }
            });
  }

  /** Removes folders that were not there before and are empty now. */
  void folders() {
    for (String folder : before.absentParents().reversed()) {
      host.files().deleteEmptyFolder(folder);
    }
  }

  /** Brings units that were there before back to how they were. */
  void units(boolean filesChanged) {
    host.units().reloadAll();
    Map<String, Units.Seen> now = host.units().look(before.units().keySet());
    before
        .units()
        .forEach(
            (name, was) -> {
              Units.Seen seen = now.get(name);
              if (seen == null || neededUnit(name)) {
                return;
              }
              if (!seen.exists()) {
                act(Units.Verb.RESET_FAILED, name);
              } else {
                unit(name, was, seen, filesChanged);
              }
            });
  }

  private void unit(String name, UnitBefore was, Units.Seen seen, boolean filesChanged) {
    if (was.enablement().equals("enabled") && seen.enablement().equals("disabled")) {
      act(Units.Verb.ENABLE, name);
    }
    if (was.active() && (filesChanged || !before.pending().isEmpty())) {
      act(Units.Verb.RESTART, name);
    } else if (was.active() && !seen.active()) {
      act(Units.Verb.START, name);
    }
  }

  private void act(Units.Verb verb, String unit) {
    host.units().act(verb, unit);
    LOG.info("{} {}: its service is taken away", verb.word(), unit);
  }

  private boolean neededUnit(String name) {
    return others.stream().anyMatch(o -> o.units().stream().anyMatch(u -> u.name().equals(name)));
  }

  private Set<String> neededPackages() {
    var needed = new TreeSet<String>();
    others.forEach(other -> other.packages().forEach(wanted -> needed.add(wanted.name())));
    return needed;
  }

  private void keep(Before next) {
    before = next;
    records.keep(next);
  }
}
