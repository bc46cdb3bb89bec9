package io.kitward.connector.state;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
 * @param restarts which of {@code pending} need a restart although they usually reload
 * @param folders prior state of each folder that the service has made or set
 * @param accounts whether each account of the service was there
 * @param hooks by moment, the hash of the desired instance whose hooks of that moment all ran
 * @param unread what changed on disk since the machine last read it: {@code lists} or {@code units}
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
    String lost,
    SortedSet<String> restarts,
    SortedMap<String, FileBefore> folders,
    SortedMap<String, Boolean> accounts,
    SortedMap<String, String> hooks,
    SortedSet<String> unread) {

  /** The package system's lists, as a word in {@code unread}. */
  public static final String LISTS = "lists";

  /** The init system's unit files, as a word in {@code unread}. */
  public static final String UNITS = "units";

  @SuppressWarnings({"NullAway", "ConstantValue"}) // fields that an older connector did not keep
  public Before {
    restarts = restarts == null ? new TreeSet<>() : restarts;
    folders = folders == null ? new TreeMap<>() : folders;
    accounts = accounts == null ? new TreeMap<>() : accounts;
    hooks = hooks == null ? new TreeMap<>() : hooks;
    unread = unread == null ? new TreeSet<>() : unread;
  }

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
        new TreeMap<>(),
        database,
        new TreeSet<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        true,
        List.of(),
        new TreeMap<>(),
        new TreeSet<>(),
        new TreeMap<>(),
        false,
        lost,
        new TreeSet<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeSet<>());
  }

  /** The same with some parts changed. */
  public BeforeBuilder toBuilder() {
    return new BeforeBuilder(this);
  }

  /** Whether the bytes with this digest are ours. */
  public boolean wrote(String path, String digest) {
    return written.getOrDefault(path, List.of()).contains(digest);
  }

  /** The same with another set of units that must still be restarted. */
  public Before withPending(SortedSet<String> next) {
    return toBuilder().pending(next).build();
  }

  /** The same with a running installation, or without. */
  public Before withInstallation(SortedSet<String> installed, SortedSet<String> came) {
    return toBuilder().beforeInstall(installed).pulledIn(came).build();
  }

  /** The same with what we are about to write to a path; the last five are kept. */
  public Before withWritten(String path, String digest) {
    var digests = new ArrayList<>(written.getOrDefault(path, List.of()));
    digests.remove(digest);
    digests.add(digest);
    var next = new TreeMap<>(written);
    next.put(path, List.copyOf(digests.subList(Math.max(0, digests.size() - 5), digests.size())));
    return withWritten(next);
  }

  /** The same with a newer look at what lies in the folders. */
  public Before withForeign(SortedMap<String, ForeignFile> seen, boolean complete) {
    return toBuilder().foreign(seen).foreignComplete(complete).build();
  }

  /** The same with more digests that count as ours. */
  public Before withWritten(SortedMap<String, List<String>> digests) {
    return toBuilder().written(digests).build();
  }

  /** The same with what another service brought that is gone. */
  public Before withInherited(
      SortedMap<String, PackageBefore> own,
      SortedSet<String> came,
      SortedMap<String, ForeignFile> others,
      boolean complete) {
    return toBuilder()
        .packages(own)
        .pulledIn(came)
        .foreign(others)
        .foreignComplete(complete)
        .build();
  }

  /** The same with what files held when the service last worked. */
  public Before withPrevious(SortedMap<String, FileBefore> held) {
    return toBuilder().previous(held).build();
  }

  /** The same on its way out, or not any more. */
  public Before withDeparting(boolean now) {
    return toBuilder().departing(now).build();
  }

  /** The same with something that the machine must read anew, or has read. */
  public Before withUnread(String what, boolean changed) {
    var next = new TreeSet<>(unread);
    return (changed ? next.add(what) : next.remove(what)) ? toBuilder().unread(next).build() : this;
  }

  /**
   * The same, with the hooks of a moment run for this desired instance; empty to run them again.
   */
  public Before withHooks(String moment, String hash) {
    var next = new TreeMap<>(hooks);
    if (hash.isEmpty()) {
      next.remove(moment);
    } else {
      next.put(moment, hash);
    }
    return next.equals(hooks) ? this : toBuilder().hooks(next).build();
  }
}
