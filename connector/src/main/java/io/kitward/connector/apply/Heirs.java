package io.kitward.connector.apply;

import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.Packages;
import io.kitward.connector.state.Before;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.connector.state.Records;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The services that stay on a node when one goes. What the one brought and they need stays, and
 * their records take it over, so that it goes with the last of them.
 */
final class Heirs {

  private final Records records;
  private final List<InstanceDesired> staying;
  private final Packages machine;

  Heirs(Records records, List<InstanceDesired> staying, Packages machine) {
    this.records = records;
    this.staying = staying;
    this.machine = machine;
  }

  boolean needUnit(String name) {
    return staying.stream().anyMatch(o -> o.units().stream().anyMatch(u -> u.name().equals(name)));
  }

  boolean needFile(String path) {
    return staying.stream()
        .flatMap(other -> files(other).stream())
        .anyMatch(file -> file.path().equals(path));
  }

  private List<FileDesired> files(InstanceDesired other) {
    try {
      return Sources.files(other, machine);
    } catch (HostFailure e) {
      return other.files(); // a repository that is not for this machine is never written
    }
  }

  boolean needFolder(String path) {
    return staying.stream()
        .anyMatch(o -> o.folders().stream().anyMatch(f -> f.path().equals(path)));
  }

  boolean needAccount(String user) {
    return staying.stream()
        .anyMatch(o -> o.accounts().stream().anyMatch(a -> a.user().equals(user)));
  }

  /** The packages that they name themselves. */
  Set<String> packages() {
    var needed = new TreeSet<String>();
    staying.forEach(other -> other.packages().forEach(wanted -> needed.add(wanted.name())));
    return needed;
  }

  /** Every package that they brought. */
  Set<String> brought() {
    var brought = packages();
    for (Before other : records()) {
      brought.addAll(other.packages().keySet());
      brought.addAll(other.pulledIn());
    }
    return brought;
  }

  /** They have what one wrote to a file that they write too. */
  void inheritFile(String path, List<String> digests) {
    for (Before other : records()) {
      if (other.files().containsKey(path)) {
        var written = new TreeMap<>(other.written());
        written.merge(path, digests, (theirs, ours) -> Recorder.both(ours, theirs));
        keep(other, other.withWritten(written));
      }
    }
  }

  /**
   * They have the packages that stay for them, and what must survive when those go in the end.
   *
   * @param names packages that stay, with what needs them
   */
  void inheritPackages(Before from, Map<String, Set<String>> names) {
    for (Before other : records()) {
      var own = new TreeMap<>(other.packages());
      var came = new TreeSet<>(other.pulledIn());
      var theirs = new TreeSet<>(own.keySet());
      theirs.addAll(came);
      boolean needs = false;
      for (var entry : names.entrySet()) {
        if (entry.getValue().stream().anyMatch(theirs::contains)) {
          needs = true;
          var was = from.packages().get(entry.getKey());
          if (was == null) {
            came.add(entry.getKey());
          } else {
            own.putIfAbsent(entry.getKey(), was);
          }
        }
      }
      if (needs) {
        keep(other, other.withInherited(own, came, foreign(from, other), complete(from, other)));
      }
    }
  }

  private SortedMap<String, ForeignFile> foreign(Before from, Before other) {
    var foreign = new TreeMap<>(other.foreign());
    from.foreign()
        .forEach(
            (path, was) -> {
              if (!other.files().containsKey(path) && foreign.putIfAbsent(path, was) == null) {
                records
                    .copy(from.service(), was.digest())
                    .ifPresent(copy -> records.keepCopy(other.service(), copy));
              }
            });
    return foreign;
  }

  private static boolean complete(Before from, Before other) {
    return from.foreignComplete() && other.foreignComplete();
  }

  private void keep(Before old, Before next) {
    if (!next.equals(old)) {
      records.keep(next);
    }
  }

  private List<Before> records() {
    var found = new ArrayList<Before>();
    for (InstanceDesired other : staying) {
      if (records.find(other.service()) instanceof Records.Found.Whole(Before before)) {
        found.add(before);
      }
    }
    return found;
  }
}
