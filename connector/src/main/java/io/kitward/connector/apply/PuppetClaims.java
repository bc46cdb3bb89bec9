package io.kitward.connector.apply;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryType;
import io.kitward.protocol.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What Puppet holds of a machine: what it manages, and where it removes what it does not manage.
 * Pure.
 *
 * @param managed services, files and packages with what is wanted of them, in words; empty when
 *     that is unknown
 * @param installed packages of which no more is wanted than that they are there
 * @param sweeps folders in which files of others are removed
 * @param purged Puppet's types of which everything is removed that it does not manage
 */
record PuppetClaims(
    Map<Resource, String> managed, Set<String> installed, List<Sweep> sweeps, Set<String> purged) {

  static final PuppetClaims NONE = new PuppetClaims(Map.of(), Set.of(), List.of(), Set.of());

  private static final String OR = ", or leave this node out of the service's policy";

  /** Of which type, and its plain name. */
  record Resource(String type, String name) {

    /** Services are named with or without their suffix. */
    static Resource of(String type, String name) {
      return new Resource(
          type, type.equals("Service") ? name.replaceFirst("\\.service$", "") : name);
    }
  }

  /**
   * A folder in which Puppet removes what it does not manage.
   *
   * @param title the File resource's
   * @param away whether the folder itself goes too ({@code ensure => absent, force => true})
   * @param depth how far down it looks; 1 is the folder's own files
   * @param ignore patterns of names that it leaves alone, with what is below them
   */
  record Sweep(String title, String folder, boolean away, int depth, List<String> ignore) {

    /** Whether this path would be removed, unless Puppet manages it. */
    boolean reaches(String path) {
      String prefix = folder.equals("/") ? folder : folder + "/";
      if (!path.startsWith(prefix)) {
        return away && path.equals(folder);
      }
      List<String> names = List.of(path.substring(prefix.length()).split("/"));
      return names.size() <= depth
          && names.stream()
              .noneMatch(name -> ignore.stream().anyMatch(one -> FileName.matches(one, name)));
    }
  }

  /** A path as Puppet keeps it: without a slash at its end, or two in a row. */
  static String path(String path) {
    String plain = path.replaceAll("/+", "/");
    return plain.length() > 1 && plain.endsWith("/")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  /** What both hold. */
  PuppetClaims and(PuppetClaims other) {
    var allManaged = new HashMap<>(managed);
    allManaged.putAll(other.managed);
    var allInstalled = new HashSet<>(installed);
    allInstalled.addAll(other.installed);
    var allPurged = new HashSet<>(purged);
    allPurged.addAll(other.purged);
    return new PuppetClaims(
        allManaged,
        allInstalled,
        Stream.concat(sweeps.stream(), other.sweeps.stream()).toList(),
        allPurged);
  }

  boolean isEmpty() {
    return equals(NONE);
  }

  /**
   * A sentence for each part of a service that Puppet manages too, or would remove.
   *
   * @param sources the files that its repositories become on this machine
   */
  List<String> of(InstanceDesired desired, List<FileDesired> sources) {
    var found = new ArrayList<String>();
    desired.units().forEach(unit -> manages(found, "Service", unit.name()));
    desired.files().forEach(file -> manages(found, "File", file.path()));
    desired.packages().forEach(wanted -> manages(found, "Package", wanted.name()));
    for (Sweep sweep : sweeps) {
      List<String> lost =
          paths(desired, sources).filter(path -> removed(sweep, path)).distinct().toList();
      if (!lost.isEmpty()) {
        found.add(sentence(sweep, lost));
      }
    }
    purges(found, desired);
    return found;
  }

  /** The files and folders of a service that Puppet would remove. */
  Set<String> swept(InstanceDesired desired, List<FileDesired> sources) {
    var lost = new TreeSet<String>();
    paths(desired, sources)
        .filter(path -> sweeps.stream().anyMatch(sweep -> removed(sweep, path)))
        .forEach(lost::add);
    return lost;
  }

  /** A sentence for each part of a tool that Puppet manages, wanted by Kitward or not. */
  List<String> of(Operation.Tool tool) {
    var found = new ArrayList<String>();
    tool.units().forEach(unit -> manages(found, "Service", unit));
    for (String name : tool.packages()) {
      if (installed.contains(name)) {
        found.add("Puppet manages Package[" + name + "] here (ensure => installed)");
      }
      manages(found, "Package", name);
    }
    return found;
  }

  private void manages(List<String> found, String type, String name) {
    Resource resource = Resource.of(type, name);
    String wants = managed.get(resource);
    if (wants != null) {
      found.add("Puppet manages " + type + "[" + resource.name() + "] here too" + wants);
    }
  }

  private static Stream<String> paths(InstanceDesired desired, List<FileDesired> sources) {
    return Stream.of(
            sources.stream().map(FileDesired::path),
            desired.folders().stream().map(FolderDesired::path),
            desired.files().stream().map(FileDesired::path))
        .flatMap(paths -> paths)
        .map(PuppetClaims::path);
  }

  /** A file that Puppet manages below the folder keeps itself and all that is below it. */
  private boolean removed(Sweep sweep, String path) {
    if (!sweep.reaches(path)) {
      return false;
    }
    String upwards = path;
    while (upwards.length() > sweep.folder().length()) {
      if (managed.containsKey(new Resource("File", upwards))) {
        return false;
      }
      upwards = upwards.substring(0, Math.max(0, upwards.lastIndexOf('/')));
    }
    return true;
  }

  private static String sentence(Sweep sweep, List<String> lost) {
    String what = String.join(", ", lost);
    String puppet = sweep.folder() + " (File[" + sweep.title() + "])";
    if (sweep.away()) {
      return "Puppet removes "
          + puppet
          + ", and with it "
          + what
          + ", which Kitward writes; take that out of Puppet's code"
          + OR;
    }
    return "Puppet purges "
        + puppet
        + ": it would remove "
        + what
        + ", which Kitward writes; manage or exclude "
        + (lost.size() == 1 ? "it" : "them")
        + " in Puppet (ignore)"
        + OR;
  }

  private void purges(List<String> found, InstanceDesired desired) {
    if (purged.contains("package")) {
      purge(
          found,
          "package",
          desired.packages().stream()
              .map(PackageDesired::name)
              .filter(name -> !installed.contains(name))
              .filter(name -> !managed.containsKey(new Resource("Package", name)))
              .toList());
    }
    if (purged.contains("user")) {
      purge(found, "user", desired.accounts().stream().map(AccountDesired::user).toList());
    }
    if (purged.contains("yumrepo")) {
      purge(
          found,
          "yumrepo",
          desired.repositories().stream()
              .filter(repository -> repository.type() == RepositoryType.RPM)
              .map(InstanceDesired.RepositoryDesired::name)
              .toList());
    }
  }

  private static void purge(List<String> found, String type, List<String> lost) {
    if (!lost.isEmpty()) {
      found.add(
          "Puppet purges what it does not manage of the type "
              + type
              + " (Resources["
              + type
              + "]): it would remove "
              + String.join(", ", lost)
              + ", which Kitward brings; manage "
              + (lost.size() == 1 ? "it" : "them")
              + " in Puppet too"
              + OR);
    }
  }
}
