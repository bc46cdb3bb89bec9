package io.kitward.connector.apply;

import io.kitward.connector.host.FileTree;
import io.kitward.connector.host.Host;
import io.kitward.connector.host.Packages;
import io.kitward.connector.host.Units;
import io.kitward.connector.state.Before.ForeignFile;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is on the node of one instance, and of what it does not go together with.
 *
 * @param packages only those that are known
 * @param gaps why a package will not do, for those that won't
 * @param files only those that are there, of repositories too
 * @param accounts what is missing of an account, for those of which something is
 * @param folders only those that are there
 * @param sources the files that the instance's repositories become here
 */
record Seen(
    Map<String, Packages.Known> packages,
    Map<String, String> gaps,
    Map<String, FileTree.Seen> files,
    Map<String, Units.Seen> units,
    Map<String, String> accounts,
    Map<String, ForeignFile> folders,
    List<FileDesired> sources) {

  private static final Units.Seen NO_UNIT =
      new Units.Seen("", "inactive", "dead", false, false, false);

  /** Looks at all that the instance consists of. */
  static Seen of(InstanceDesired instance, Host host) {
    var packages = new TreeMap<String, Packages.Known>();
    var gaps = new TreeMap<String, String>();
    var foes = instance.conflicts();
    if (!instance.packages().isEmpty() || !foes.packages().isEmpty()) {
      var known = host.packages().known();
      for (var wanted : instance.packages()) {
        host.packages().gap(wanted).ifPresent(gap -> gaps.put(wanted.name(), gap));
        put(wanted.name(), known, packages);
      }
      foes.packages().forEach(name -> put(name, known, packages));
    }
    List<FileDesired> sources = Sources.of(instance, host.packages());
    var files = new HashMap<String, FileTree.Seen>();
    for (var file : sources) {
      host.files().look(file.path()).ifPresent(seen -> files.put(file.path(), seen));
    }
    for (var file : instance.files()) {
      host.files().look(file.path()).ifPresent(seen -> files.put(file.path(), seen));
    }
    var names = new ArrayList<>(instance.units().stream().map(unit -> unit.name()).toList());
    foes.units().stream().filter(name -> !names.contains(name)).forEach(names::add);
    var accounts = new TreeMap<String, String>();
    for (var account : instance.accounts()) {
      host.accounts().gap(account).ifPresent(gap -> accounts.put(account.user(), gap));
    }
    var folders = new HashMap<String, ForeignFile>();
    for (var folder : instance.folders()) {
      host.files().at(folder.path()).ifPresent(seen -> folders.put(folder.path(), seen));
    }
    return new Seen(packages, gaps, files, host.units().look(names), accounts, folders, sources);
  }

  private static void put(
      String name, Map<String, Packages.Known> known, Map<String, Packages.Known> into) {
    var one = known.get(name);
    if (one != null) {
      into.put(name, one);
    }
  }

  /** Whether this file or folder of the instance is there. */
  boolean there(String path) {
    return files.containsKey(path) || folders.containsKey(path);
  }

  /** The same as if no file were there. */
  Seen withoutFiles() {
    return new Seen(packages, gaps, Map.of(), units, accounts, folders, sources);
  }

  /** A unit as it is; inactive and unknown when systemd does not have it. */
  Units.Seen unit(String name) {
    return units.getOrDefault(name, NO_UNIT);
  }

  /**
   * Whether systemd starts none of the service's units here, since the machine lacks one of their
   * conditions, as containers do: nothing of the service can be healthy or not.
   */
  boolean skipped(InstanceDesired desired) {
    return !desired.units().isEmpty()
        && desired.units().stream().allMatch(one -> unit(one.name()).skipped());
  }
}
