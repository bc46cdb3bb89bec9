package io.kitward.connector.state;

import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What was on the node before the connector first touched anything for a service, and what it made
 * since. Off-boarding undoes only what stands here.
 *
 * @param packages prior state of each package of the service
 * @param database every package that was known then, with its status word
 * @param beforeInstall packages that were installed when the running installation began; empty when
 *     none runs
 * @param pulledIn packages that came with ours
 * @param files prior state of each file of the service
 * @param written digests of what we wrote, by path, newest last
 * @param directories the folders that the service uses, as recorded
 * @param foreign what lay in them
 * @param foreignComplete whether there is a copy of all of it
 * @param absentParents folders that were not there, outermost first
 * @param units prior state of each unit
 * @param pending units that must still be restarted or reloaded since a file changed
 * @param previous what files held when the service last worked, for those written since
 * @param departing whether the service is being taken away: {@code foreign} is as it was right
 *     before that
 * @param lost why this record does not go back to the first touch, so that nothing may be undone;
 *     empty when it does
 */
public record Before(
    String service,
    SortedMap<String, PackageBefore> packages,
    SortedMap<String, String> database,
    SortedSet<String> beforeInstall,
    SortedSet<String> pulledIn,
    SortedMap<String, FileBefore> files,
    SortedMap<String, List<String>> written,
    SortedSet<String> directories,
    SortedMap<String, ForeignFile> foreign,
    boolean foreignComplete,
    List<String> absentParents,
    SortedMap<String, UnitBefore> units,
    SortedSet<String> pending,
    SortedMap<String, FileBefore> previous,
    boolean departing,
    String lost) {

  /**
   * A package's prior state.
   *
   * @param status dpkg's word, or {@code absent}
   */
  public record PackageBefore(String status, String version) {}

  /**
   * A file's prior state.
   *
   * @param present whether there was a file; if not the rest is empty
   * @param block whether we only keep a marked block in it
   */
  public record FileBefore(
      boolean present, boolean block, String digest, String owner, String group, String mode) {}

  /**
   * A file, folder or link that belongs to somebody else.
   *
   * @param kind {@code file}, {@code directory} or {@code link}
   * @param digest of a file; the target of a link
   */
  public record ForeignFile(
      String kind, String digest, String owner, String group, String mode, long modifiedMillis) {}

  /** A unit's prior state; {@code enablement} is systemd's word, empty when there was no unit. */
  public record UnitBefore(String enablement, boolean active) {}

  /** A record with nothing in it yet. */
  public static Before of(String service, SortedMap<String, String> database, String lost) {
    return new Before(
        service,
        new java.util.TreeMap<>(),
        database,
        new java.util.TreeSet<>(),
        new java.util.TreeSet<>(),
        new java.util.TreeMap<>(),
        new java.util.TreeMap<>(),
        new java.util.TreeSet<>(),
        new java.util.TreeMap<>(),
        true,
        List.of(),
        new java.util.TreeMap<>(),
        new java.util.TreeSet<>(),
        new java.util.TreeMap<>(),
        false,
        lost);
  }

  /** Whether the bytes with this digest are ours. */
  public boolean wrote(String path, String digest) {
    return written.getOrDefault(path, List.of()).contains(digest);
  }

  /** The same with another set of units that must still be restarted. */
  public Before withPending(SortedSet<String> units) {
    return new Before(
        service,
        packages,
        database,
        beforeInstall,
        pulledIn,
        files,
        written,
        directories,
        foreign,
        foreignComplete,
        absentParents,
        this.units,
        units,
        previous,
        departing,
        lost);
  }

  /** The same with a running installation, or without. */
  public Before withInstallation(SortedSet<String> installed, SortedSet<String> came) {
    return new Before(
        service,
        packages,
        database,
        installed,
        came,
        files,
        written,
        directories,
        foreign,
        foreignComplete,
        absentParents,
        units,
        pending,
        previous,
        departing,
        lost);
  }

  /** The same with what we are about to write to a path; the last five are kept. */
  public Before withWritten(String path, String digest) {
    var digests = new java.util.ArrayList<>(written.getOrDefault(path, List.of()));
    digests.remove(digest);
    digests.add(digest);
    var next = new java.util.TreeMap<>(written);
    next.put(path, List.copyOf(digests.subList(Math.max(0, digests.size() - 5), digests.size())));
    return new Before(
        service,
        packages,
        database,
        beforeInstall,
        pulledIn,
        files,
        next,
        directories,
        foreign,
        foreignComplete,
        absentParents,
        units,
        pending,
        previous,
        departing,
        lost);
  }

  /** The same with a newer look at what lies in the folders. */
  public Before withForeign(SortedMap<String, ForeignFile> seen, boolean complete) {
    return new Before(
        service,
        packages,
        database,
        beforeInstall,
        pulledIn,
        files,
        written,
        directories,
        seen,
        complete,
        absentParents,
        units,
        pending,
        previous,
        departing,
        lost);
  }

  /** The same with more digests that count as ours. */
  public Before withWritten(SortedMap<String, List<String>> digests) {
    return new Before(
        service,
        packages,
        database,
        beforeInstall,
        pulledIn,
        files,
        digests,
        directories,
        foreign,
        foreignComplete,
        absentParents,
        units,
        pending,
        previous,
        departing,
        lost);
  }

  /** The same with what another service brought that is gone. */
  public Before withInherited(
      SortedMap<String, PackageBefore> own,
      SortedSet<String> came,
      SortedMap<String, ForeignFile> others,
      boolean complete) {
    return new Before(
        service,
        own,
        database,
        beforeInstall,
        came,
        files,
        written,
        directories,
        others,
        complete,
        absentParents,
        units,
        pending,
        previous,
        departing,
        lost);
  }

  /** The same with what files held when the service last worked. */
  public Before withPrevious(SortedMap<String, FileBefore> held) {
    return new Before(
        service,
        packages,
        database,
        beforeInstall,
        pulledIn,
        files,
        written,
        directories,
        foreign,
        foreignComplete,
        absentParents,
        units,
        pending,
        held,
        departing,
        lost);
  }

  /** The same on its way out, or not any more. */
  public Before withDeparting(boolean now) {
    return new Before(
        service,
        packages,
        database,
        beforeInstall,
        pulledIn,
        files,
        written,
        directories,
        foreign,
        foreignComplete,
        absentParents,
        units,
        pending,
        previous,
        now,
        lost);
  }
}
