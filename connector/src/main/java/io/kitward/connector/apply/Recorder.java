package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Before.FileBefore;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.connector.state.Before.PackageBefore;
import io.kitward.connector.state.Before.UnitBefore;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Writes down what is on the node before it is first touched. What another service of ours brought
 * counts as not having been there.
 */
final class Recorder {

  private static final long COPY_LIMIT = 16L << 20;
  private static final FileBefore ABSENT = new FileBefore(false, false, "", "", "", "");

  private final Host host;
  private final Records records;
  private final Predicate<String> gone;

  /**
   * @param gone whether a service was taken away already: its record says nothing any more
   */
  Recorder(Host host, Records records, Predicate<String> gone) {
    this.host = host;
    this.records = records;
    this.gone = gone;
  }

  /** What is recorded, and whether something was added just now. */
  record Recorded(Before before, boolean added) {}

  /**
   * The record, with whatever the instance names and the record does not hold yet. A record that is
   * damaged, or missing although the service was carried out, is begun anew and says so.
   *
   * @param begun whether the service was carried out before
   * @param units the instance's units as they are
   */
  Recorded ensure(InstanceDesired instance, boolean begun, Map<String, Units.Seen> units) {
    String service = instance.service();
    Optional<Before> kept = Optional.empty();
    String lost = "";
    switch (records.find(service)) {
      case Records.Found.Whole whole -> kept = Optional.of(whole.before());
      case Records.Found.Missing ignored ->
          lost = begun ? "the record of what was there before " + service + " is missing" : "";
      case Records.Found.Damaged damaged -> {
        records.setAside(service);
        lost = damaged.reason();
      }
    }
    List<FileDesired> files = Sources.files(instance, host.packages());
    if (kept.isPresent() && covers(kept.get(), instance, files)) {
      return new Recorded(kept.get(), false);
    }
    var known = host.packages().known();
    var others = records.others(service, gone);
    String why = lost;
    Before start = kept.orElseGet(() -> Before.of(service, statuses(known, others), why));
    Before next = extended(start, instance, files, known, units, others);
    records.keep(next);
    return new Recorded(next, true);
  }

  private static boolean covers(Before before, InstanceDesired instance, List<FileDesired> files) {
    return instance.packages().stream().allMatch(p -> before.packages().containsKey(p.name()))
        && files.stream().allMatch(file -> before.files().containsKey(file.path()))
        && instance.folders().stream().allMatch(f -> before.folders().containsKey(f.path()))
        && instance.accounts().stream().allMatch(a -> before.accounts().containsKey(a.user()))
        && instance.units().stream().allMatch(unit -> before.units().containsKey(unit.name()))
        && before.directories().containsAll(instance.directories());
  }

  private Before extended(
      Before start,
      InstanceDesired instance,
      List<FileDesired> wantedFiles,
      SortedMap<String, Packages.Known> known,
      Map<String, Units.Seen> seenUnits,
      List<Before> others) {
    var packages = new TreeMap<>(start.packages());
    for (var wanted : instance.packages()) {
      packages.computeIfAbsent(wanted.name(), name -> packageBefore(name, known, others));
    }
    var files = new TreeMap<>(start.files());
    var written = new TreeMap<>(start.written());
    var absentParents = new TreeSet<>(start.absentParents());
    var foreign = new TreeMap<>(start.foreign());
    for (var file : wantedFiles) {
      if (!files.containsKey(file.path())) {
        files.put(file.path(), fileBefore(instance.service(), file, others));
        others.forEach(other -> inherit(other, file.path(), written));
        absentParents.addAll(host.files().absentParents(file.path()));
        others.forEach(other -> made(other, file.path(), absentParents));
        parents(file.path(), foreign);
      }
    }
    var folders = new TreeMap<>(start.folders());
    for (var folder : instance.folders()) {
      String path = folder.path();
      if (!folders.containsKey(path)) {
        folders.put(path, folderBefore(path, others));
        absentParents.addAll(host.files().absentParents(path + "/below"));
        others.forEach(other -> made(other, path + "/below", absentParents));
        parents(path + "/below", foreign);
      }
    }
    var units = new TreeMap<>(start.units());
    for (var unit : instance.units()) {
      Units.Seen seen = seenUnits.get(unit.name());
      if (seen != null && !units.containsKey(unit.name())) {
        units.put(unit.name(), unitBefore(unit.name(), seen, others));
      }
    }
    var directories = new TreeSet<>(start.directories());
    for (String directory : instance.directories()) {
      if (directories.add(directory)) {
        foreign.putAll(host.files().below(directory));
        parents(directory, foreign);
      }
    }
    foreign.keySet().removeAll(files.keySet());
    foreign
        .entrySet()
        .removeIf(
            entry ->
                others.stream()
                    .anyMatch(other -> brought(other, entry.getKey(), entry.getValue())));
    foreign.replaceAll((path, seen) -> first(others, path, seen));
    boolean complete = start.foreignComplete() && copied(instance.service(), foreign);
    return start.toBuilder()
        .packages(packages)
        .files(files)
        .written(written)
        .directories(directories)
        .foreign(foreign)
        .foreignComplete(complete)
        .absentParents(List.copyOf(absentParents))
        .units(units)
        .folders(folders)
        .accounts(accounts(start, instance, others))
        .build();
  }

  /** Whether each account was there before any service of ours came. */
  private SortedMap<String, Boolean> accounts(
      Before start, InstanceDesired instance, List<Before> others) {
    var accounts = new TreeMap<>(start.accounts());
    for (var account : instance.accounts()) {
      accounts.computeIfAbsent(
          account.user(),
          user ->
              others.stream()
                  .map(other -> other.accounts().get(user))
                  .filter(Objects::nonNull)
                  .findFirst()
                  .orElseGet(() -> host.accounts().gap(account).isEmpty()));
    }
    return accounts;
  }

  private FileBefore folderBefore(String path, List<Before> others) {
    for (Before other : others) {
      FileBefore theirs = other.folders().get(path);
      if (theirs != null) {
        return theirs;
      }
      if (other.absentParents().contains(path)) {
        return ABSENT;
      }
    }
    return host.files()
        .at(path)
        .map(seen -> new FileBefore(true, false, "", seen.owner(), seen.group(), seen.mode()))
        .orElse(ABSENT);
  }

  /** The folders above a path that are there, with their owners and modes. */
  private void parents(String path, SortedMap<String, ForeignFile> into) {
    for (Path folder : above(path)) {
      host.files()
          .at(folder.toString())
          .filter(seen -> seen.kind().equals("directory"))
          .ifPresent(seen -> into.putIfAbsent(folder.toString(), seen));
    }
  }

  private static List<Path> above(String path) {
    var folders = new ArrayList<Path>();
    for (Path folder = Path.of(path).getParent();
        folder != null && folder.getParent() != null;
        folder = folder.getParent()) {
      folders.addFirst(folder);
    }
    return folders;
  }

  /** A file that another service writes too: its digests are ours as well. */
  private static void inherit(Before other, String path, SortedMap<String, List<String>> written) {
    List<String> theirs = other.written().getOrDefault(path, List.of());
    if (!theirs.isEmpty()) {
      written.merge(path, theirs, Recorder::both);
    }
  }

  /** One list and then the other, each entry once. */
  static List<String> both(List<String> one, List<String> other) {
    var all = new java.util.LinkedHashSet<>(one);
    all.addAll(other);
    return List.copyOf(all);
  }

  /** Folders that another service had to make stay as long as one of the two needs them. */
  private static void made(Before other, String path, Set<String> absentParents) {
    for (Path folder : above(path)) {
      if (other.absentParents().contains(folder.toString())) {
        absentParents.add(folder.toString());
      }
    }
  }

  /** As another service found it, if nobody but packages' scripts changed it since. */
  private static ForeignFile first(List<Before> others, String path, ForeignFile seen) {
    for (Before other : others) {
      ForeignFile theirs = other.foreign().get(path);
      if (theirs != null
          && theirs.kind().equals(seen.kind())
          && theirs.digest().equals(seen.digest())) {
        return theirs;
      }
    }
    return seen;
  }

  /** Whether this was not there before the other service came. */
  private static boolean brought(Before other, String path, ForeignFile seen) {
    FileBefore file = other.files().get(path);
    if (file != null) {
      return !file.present();
    }
    if (!seen.kind().equals("directory") || other.foreign().containsKey(path)) {
      return false;
    }
    Path folder = Path.of(path);
    return other.absentParents().contains(path)
        || other.directories().stream()
            .map(Path::of)
            .anyMatch(theirs -> theirs.startsWith(folder) || folder.startsWith(theirs));
  }

  private static PackageBefore packageBefore(
      String name, SortedMap<String, Packages.Known> known, List<Before> others) {
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

  private FileBefore fileBefore(String service, FileDesired file, List<Before> others) {
    boolean block = !file.insertAfter().isEmpty();
    Optional<FileTree.Seen> seen = host.files().look(file.path());
    for (Before other : others) {
      FileBefore theirs = other.files().get(file.path());
      if (theirs != null && seen.isPresent() && other.wrote(file.path(), seen.get().digest())) {
        records.copy(other.service(), theirs.digest()).ifPresent(c -> records.keepCopy(service, c));
        return new FileBefore(
            theirs.present(),
            block,
            theirs.digest(),
            theirs.owner(),
            theirs.group(),
            theirs.mode());
      }
    }
    return seen.isEmpty()
        ? new FileBefore(false, block, "", "", "", "")
        : present(service, block, seen.get());
  }

  private FileBefore present(String service, boolean block, FileTree.Seen seen) {
    records.keepCopy(service, seen.content());
    return new FileBefore(true, block, seen.digest(), seen.owner(), seen.group(), seen.mode());
  }

  private static UnitBefore unitBefore(String name, Units.Seen seen, List<Before> others) {
    for (Before other : others) {
      if (other.units().containsKey(name)) {
        return other.units().get(name);
      }
    }
    return new UnitBefore(seen.enablement(), seen.active());
  }

  /** Keeps copies of the files, unless they are too many; says whether it did. */
  private boolean copied(String service, Map<String, ForeignFile> foreign) {
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

  /** Every package that is known, as it was before any service of ours came. */
  private static SortedMap<String, String> statuses(
      SortedMap<String, Packages.Known> known, List<Before> others) {
    var statuses = new TreeMap<String, String>();
    known.forEach((name, one) -> statuses.put(name, one.status()));
    for (Before other : others) {
      var came = new TreeSet<>(other.pulledIn());
      came.addAll(other.packages().keySet());
      for (String name : came) {
        String then = other.database().get(name);
        if (then == null) {
          statuses.remove(name);
        } else {
          statuses.put(name, then);
        }
      }
    }
    return statuses;
  }
}
