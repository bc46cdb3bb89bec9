package io.kitward.connector.host;

import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The machine's package system. */
public interface Packages {

  /**
   * A package that the system knows.
   *
   * @param status dpkg's word for its state, whatever the system: {@code installed}, {@code
   *     config-files}, {@code half-configured} …
   * @param version as the system writes it
   * @param held whether a person told the system to leave it at its version
   */
  record Known(String status, String version, boolean held) {

    public Known(String status, String version) {
      this(status, version, false);
    }

    /** Whether it is wholly there. */
    public boolean installed() {
      return status.equals("installed");
    }

    /** Whether any of it but its configuration is there, be it half or with work left to do. */
    public boolean present() {
      return !status.equals("config-files");
    }
  }

  /** Files that change whenever a package comes, goes or changes. */
  default List<String> databases() {
    return List.of();
  }

  /** Every package that is known, installed or with left configuration. */
  SortedMap<String, Known> known();

  /**
   * Compares two versions in the system's own order: negative when the first is the older one. A
   * version without what the system lets out (an rpm's release, for instance) equals any with it.
   */
  int compare(String one, String other);

  /**
   * The newest version that the repositories offer, as far as their lists on this machine say;
   * empty when they offer none. Lists that are older than some hours are read anew meanwhile.
   */
  Optional<String> newest(String name);

  /**
   * Why what is on the machine will not do for what is wanted, in words; empty when it does. A held
   * package is never too old for {@code LATEST}: the person who holds it wins.
   */
  default Optional<String> gap(PackageDesired wanted) {
    Known known = known().get(wanted.name());
    if (known == null || known.status().equals("config-files")) {
      return Optional.of("package " + wanted.name() + " is missing");
    }
    String is = "package " + wanted.name() + " is ";
    if (!known.installed()) {
      return Optional.of(is + known.status());
    }
    return switch (wanted.policy()) {
      case PRESENT -> Optional.empty();
      case EXACT ->
          compare(known.version(), wanted.version()) == 0
              ? Optional.empty()
              : Optional.of(is + known.version() + " instead of " + wanted.version());
      case MINIMUM ->
          compare(known.version(), wanted.version()) >= 0
              ? Optional.empty()
              : Optional.of(is + known.version() + ", older than " + wanted.version());
      case LATEST ->
          known.held()
              ? Optional.empty()
              : newest(wanted.name())
                  .filter(newest -> compare(known.version(), newest) < 0)
                  .map(newest -> is + known.version() + ", and " + newest + " is offered");
    };
  }

  /**
   * Brings each package to a version that will do, mending a half-done installation first. A held
   * package that would have to change is refused with {@link HostFailure.Kind#HELD}.
   */
  void install(List<PackageDesired> packages);

  /** Unpacks packages anew at the version that they have, with what is missing of their files. */
  default void reinstall(List<PackageDesired> packages) {
    install(packages);
  }

  /** Whether a file is as its package brought it, so that nobody configured anything in it. */
  default boolean pristine(String path, byte[] content) {
    return false;
  }

  /** Which packages would go if these went. */
  Set<String> goingWith(Collection<String> packages);

  /** Which packages are there only since others needed them; one that a person asked for is not. */
  Set<String> automatic();

  /** Removes packages; with {@code purge} their configuration files and data too. */
  void remove(Collection<String> packages, boolean purge);

  /**
   * The files that a repository becomes on this machine, its signing key among them; they are
   * written before its packages are installed, and {@link #refresh} is called when one changed.
   *
   * @throws HostFailure {@code REFUSED} when the repository is not for this package system or is
   *     not signed
   */
  List<FileDesired> files(RepositoryDesired repository);

  /** Reads the lists of these repositories anew; their files are in place. */
  void refresh(Collection<RepositoryDesired> repositories);
}
