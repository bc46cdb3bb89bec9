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
import io.kitward.protocol.InstanceDesired.FolderDesired;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of taking a service away, each of which undoes one kind of recorded change. */
final class Undo {

  private static final Logger LOG = LoggerFactory.getLogger("io.kitward.connector");

  private final Host host;
  private final Records records;
  private final Heirs heirs;
  private final List<String> leftovers;
  private final String service;
  private Before before;

  /**
   * @param heirs the services that stay: what they need stays
   * @param leftovers gets a line for each thing that is kept
   */
  Undo(Host host, Records records, Before before, Heirs heirs, List<String> leftovers) {
    this.host = host;
    this.records = records;
    this.before = before;
    this.heirs = heirs;
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
              if (seen == null || !seen.exists() || heirs.needUnit(name)) {
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
  void files() {
    var paths = new ArrayList<>(before.files().keySet());
    for (String path : paths.reversed()) {
      FileBefore was = before.files().get(path);
      if (was == null) {
        continue;
      }
      if (!was.block() && heirs.needFile(path)) {
        heirs.inheritFile(path, before.written().getOrDefault(path, List.of()));
        continue;
      }
      Optional<FileTree.Seen> seen = host.files().look(path);
      if (seen.isPresent() && was.block()) {
        block(path, seen.get());
      } else if (seen.isPresent()) {
        whole(path, was, seen.get());
      }
    }
  }

  /** From now on, also after a crash, the units are known to run with files that changed. */
  private void unsettle() {
    var units = new TreeSet<>(before.pending());
    if (units.addAll(before.units().keySet())) {
      keep(before.withPending(units));
    }
  }

  private void block(String path, FileTree.Seen seen) {
    String text = new String(seen.content(), StandardCharsets.UTF_8);
    try {
      String rest = Blocks.without(text, service);
      if (rest.equals(text)) {
        return;
      }
      unsettle();
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
    } catch (IllegalArgumentException e) {
      leftovers.add(path + ": " + e.getMessage());
    }
  }

  private void whole(String path, FileBefore was, FileTree.Seen seen) {
    if (was.present() && seen.digest().equals(was.digest())) {
      if (!seen.mode().equals(was.mode())
          || !seen.owner().equals(was.owner())
          || !seen.group().equals(was.group())) {
        restore(path, was, seen.content());
      } else {
        protect(path, seen);
      }
    } else if (!before.wrote(path, seen.digest())) {
      if (before.written().containsKey(path)) {
        leftovers.add(path + ": it was edited since");
        protect(path, seen);
      }
    } else if (!was.present()) {
      unsettle();
      host.files().delete(path);
      LOG.info("removed {}", path);
    } else {
      Optional<byte[]> copy = records.copy(service, was.digest());
      if (copy.isEmpty()) {
        leftovers.add(path + ": the copy of what it was is missing");
      } else {
        unsettle();
        restore(path, was, copy.get());
        LOG.info("put {} back as it was", path);
      }
    }
  }

  private void restore(String path, FileBefore was, byte[] content) {
    host.files()
        .write(new Candidate(path, content, was.owner(), was.group(), was.mode(), List.of()));
    host.files().look(path).ifPresent(seen -> protect(path, seen));
  }

  /** From now on the file is one that must be there in the end, whatever the packages do. */
  private void protect(String path, FileTree.Seen seen) {
    ForeignFile old = before.foreign().get(path);
    if (old != null && old.digest().equals(seen.digest())) {
      return;
    }
    records.keepCopy(service, seen.content());
    var foreign = new TreeMap<>(before.foreign());
    foreign.put(path, foreign(path, seen));
    keep(before.withForeign(foreign, before.foreignComplete()));
  }

  private ForeignFile foreign(String path, FileTree.Seen seen) {
    return new ForeignFile(
        "file", seen.digest(), seen.owner(), seen.group(), seen.mode(), modified(path));
  }

  /** Removes the packages that came with us and puts back what their scripts took along. */
  void packages(boolean purge) {
    var known = host.packages().known();
    Going decided = Going.decide(host.packages(), before, heirs.packages());
    leftovers.addAll(decided.reasons(heirs.brought()).values());
    heirs.inheritPackages(before, decided.staying());
    var going = decided.going();
    if (!going.isEmpty()) {
      depart();
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

  /**
   * Right before the first package goes: what lies in the service's folders now must survive. What
   * is as it was when it was recorded keeps the owner that it had then: a package's script may have
   * given it to the package's user.
   */
  private void depart() {
    if (before.departing()) {
      return;
    }
    var foreign = new TreeMap<String, ForeignFile>();
    before
        .foreign()
        .forEach(
            (path, was) -> {
              if (!was.kind().equals("file")) {
                host.files().at(path).ifPresent(now -> foreign.put(path, was));
              } else if (was.digest().isEmpty()) {
                foreign.put(path, was);
              } else {
                host.files()
                    .look(path)
                    .ifPresent(
                        seen -> {
                          records.keepCopy(service, seen.content());
                          boolean same = seen.digest().equals(was.digest());
                          foreign.put(path, same ? was : foreign(path, seen));
                        });
              }
            });
    keep(before.withForeign(foreign, before.foreignComplete()).withDeparting(true));
  }

  private long modified(String path) {
    return host.files().at(path).map(ForeignFile::modifiedMillis).orElse(0L);
  }

  /** Puts back what went with the packages; nothing happens before the first of them went. */
  void putBack() {
    if (!before.departing()) {
      return;
    }
    before
        .foreign()
        .forEach(
            (path, was) -> {
              if (host.files().at(path).isPresent()) {
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

  /** The service stays after all: what its packages took along is back. */
  void stay() {
    if (before.departing()) {
      putBack();
      keep(before.withDeparting(false));
    }
  }

  /**
   * Removes folders that were not there before and are empty now; one that was there belongs again
   * to whom it did.
   */
  void folders() {
    for (String folder : before.absentParents().reversed()) {
      if (!heirs.needFolder(folder)) {
        host.files().deleteEmptyFolder(folder);
      }
    }
    before
        .folders()
        .forEach(
            (path, was) -> {
              var seen = host.files().at(path);
              if (seen.isEmpty() || heirs.needFolder(path)) {
                return;
              }
              if (!was.present()) {
                leftovers.add(path + ": there is something in it");
              } else if (!seen.get().mode().equals(was.mode())
                  || !seen.get().owner().equals(was.owner())
                  || !seen.get().group().equals(was.group())) {
                host.files().folder(new FolderDesired(path, was.owner(), was.group(), was.mode()));
              }
            });
  }

  /** Says which accounts stay: files may still belong to them. */
  void accounts() {
    before
        .accounts()
        .forEach(
            (user, there) -> {
              if (!there && !heirs.needAccount(user)) {
                leftovers.add("user " + user + ": files may still belong to it");
              }
            });
  }

  /** Brings units that were there before back to how they were. */
  void units() {
    host.units().reloadAll();
    Map<String, Units.Seen> now = host.units().look(before.units().keySet());
    before
        .units()
        .forEach(
            (name, was) -> {
              Units.Seen seen = now.get(name);
              if (seen == null || heirs.needUnit(name)) {
                return;
              }
              if (was.enablement().startsWith("masked")) {
                if (!seen.enablement().startsWith("masked")) {
                  act(Units.Verb.MASK, name);
                }
              } else if (!seen.exists()) {
                act(Units.Verb.RESET_FAILED, name);
              } else {
                unit(name, was, seen);
              }
            });
  }

  private void unit(String name, UnitBefore was, Units.Seen seen) {
    if (was.enablement().equals("enabled") && seen.enablement().equals("disabled")) {
      act(Units.Verb.ENABLE, name);
    }
    if (was.active() && before.pending().contains(name)) {
      act(Units.Verb.RESTART, name);
    } else if (was.active() && !seen.active()) {
      act(Units.Verb.START, name);
    }
  }

  private void act(Units.Verb verb, String unit) {
    host.units().act(verb, unit);
    LOG.info("{} {}: its service is taken away", verb.word(), unit);
  }

  private void keep(Before next) {
    before = next;
    records.keep(next);
  }
}
