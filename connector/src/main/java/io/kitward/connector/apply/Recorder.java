package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Packages;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Before.FileBefore;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.connector.state.Before.PackageBefore;
import io.kitward.connector.state.Before.UnitBefore;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes down what is on the node before it is first touched. What another service of ours brought
 * counts as not having been there.
 */
final class Recorder {

  private static final long COPY_LIMIT = 16L << 20;

  private final Host host;
  private final Records records;

  Recorder(Host host, Records records) {
    this.host = host;
    this.records = records;
  }

  /** What is recorded, and whether something was added just now. */
  record Recorded(Before before, boolean added) {}

  /** The record, with whatever the instance names and the record does not hold yet. */
  Recorded ensure(InstanceDesired instance) {
    Optional<Before> kept =
        switch (records.find(instance.service())) {
          case Records.Found.Whole whole -> Optional.of(whole.before());
          case Records.Found.Missing ignored -> Optional.<Before>empty();
          case Records.Found.Damaged damaged -> throw new IllegalStateException(damaged.reason());
        };
    if (kept.isPresent() && covers(kept.get(), instance)) {
      return new Recorded(kept.get(), false);
    }
    var known = host.packages().known();
    Before start = kept.orElseGet(() -> Before.of(instance.service(), statuses(known)));
    Before next = extended(start, instance, known, others(instance.service()));
    records.keep(next);
    return new Recorded(next, true);
  }

  private static boolean covers(Before before, InstanceDesired instance) {
    return instance.packages().stream().allMatch(p -> before.packages().containsKey(p.name()))
        && instance.files().stream().allMatch(file -> before.files().containsKey(file.path()))
        && instance.units().stream().allMatch(unit -> before.units().containsKey(unit.name()))
        && before.directories().containsAll(instance.directories());
  }

  private Before extended(
      Before start,
      InstanceDesired instance,
      java.util.SortedMap<String, Packages.Known> known,
      List<Before> others) {
    var packages = new TreeMap<>(start.packages());
    for (var wanted : instance.packages()) {
      packages.computeIfAbsent(wanted.name(), name -> packageBefore(name, known, others));
    }
    var files = new TreeMap<>(start.files());
    var absentParents = new ArrayList<>(start.absentParents());
    for (var file : instance.files()) {
      if (!files.containsKey(file.path())) {
        files.put(file.path(), fileBefore(instance.service(), file, others));
        for (String folder : host.files().absentParents(file.path())) {
          if (!absentParents.contains(folder)) {
            absentParents.add(folder);
          }
        }
      }
    }
    var units = new TreeMap<>(start.units());
    var newUnits =
        instance.units().stream()
            .map(InstanceDesired.UnitDesired::name)
            .filter(name -> !units.containsKey(name))
            .toList();
    host.units()
        .look(newUnits)
        .forEach((name, seen) -> units.put(name, unitBefore(name, seen, others)));
    var directories = new TreeSet<>(start.directories());
    var foreign = new TreeMap<>(start.foreign());
    for (String directory : instance.directories()) {
      if (directories.add(directory)) {
        foreign.putAll(host.files().below(directory));
      }
    }
    foreign.keySet().removeAll(files.keySet());
    boolean complete = start.foreignComplete() && copied(instance.service(), foreign);
    return new Before(
        start.service(),
        packages,
        start.database(),
        start.beforeInstall(),
        start.pulledIn(),
        files,
        start.written(),
        directories,
        foreign,
        complete,
        absentParents,
        units,
        start.pending());
  }

  private static PackageBefore packageBefore(
      String name, java.util.SortedMap<String, Packages.Known> known, List<Before> others) {
    for (Before other : others) {
      if (other.packages().containsKey(name)) {
        return other.packages().get(name);
      }
      if (other.pulledIn().contains(name)) {
        return new PackageBefore("absent", "");
      }
    }
    var one = known.get(name);
    return one == null
        ? new PackageBefore("absent", "")
        : new PackageBefore(one.status(), one.version());
  }

  private FileBefore fileBefore(
      String service, InstanceDesired.FileDesired file, List<Before> others) {
    Optional<FileTree.Seen> seen = host.files().look(file.path());
    for (Before other : others) {
      FileBefore theirs = other.files().get(file.path());
      if (theirs != null && seen.isPresent() && other.wrote(file.path(), seen.get().digest())) {
        records.copy(other.service(), theirs.digest()).ifPresent(c -> records.keepCopy(service, c));
        return theirs;
      }
    }
    if (seen.isEmpty()) {
      return new FileBefore(false, !file.insertAfter().isEmpty(), "", "", "", "");
    }
    records.keepCopy(service, seen.get().content());
    return new FileBefore(
        true,
        !file.insertAfter().isEmpty(),
        seen.get().digest(),
        seen.get().owner(),
        seen.get().group(),
        seen.get().mode());
  }

  private static UnitBefore unitBefore(
      String name, io.kitward.connector.host.Units.Seen seen, List<Before> others) {
    for (Before other : others) {
      if (other.units().containsKey(name)) {
        return other.units().get(name);
      }
    }
    return new UnitBefore(seen.enablement(), seen.active());
  }

  /** Keeps copies of the files, unless they are too many; says whether it did. */
  boolean copied(String service, java.util.Map<String, ForeignFile> foreign) {
    long total = 0;
    for (var entry : foreign.entrySet()) {
      ForeignFile file = entry.getValue();
      if (!file.kind().equals("file") || records.copy(service, file.digest()).isPresent()) {
        continue;
      }
      Optional<FileTree.Seen> seen =
          file.digest().isEmpty() ? Optional.empty() : host.files().look(entry.getKey());
      if (seen.isEmpty()) {
        return false;
      }
      total += seen.get().content().length;
      if (total > COPY_LIMIT || !seen.get().digest().equals(file.digest())) {
        return false;
      }
      records.keepCopy(service, seen.get().content());
    }
    return true;
  }

  private List<Before> others(String service) {
    var others = new ArrayList<Before>();
    for (String other : records.services()) {
      if (!other.equals(service)
          && records.find(other) instanceof Records.Found.Whole(Before before)) {
        others.add(before);
      }
    }
    return others;
  }

  private static java.util.SortedMap<String, String> statuses(
      java.util.SortedMap<String, Packages.Known> known) {
    var statuses = new TreeMap<String, String>();
    known.forEach((name, one) -> statuses.put(name, one.status()));
    return statuses;
  }
}
