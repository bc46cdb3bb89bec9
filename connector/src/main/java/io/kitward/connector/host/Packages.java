package io.kitward.connector.host;

import io.kitward.protocol.InstanceDesired.PackageDesired;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** The machine's package system. */
public interface Packages {

  /** A package that the system knows; {@code status} is dpkg's word for its state. */
  record Known(String status, String version) {
    /** Whether it is wholly there. */
    public boolean installed() {
      return status.equals("installed");
    }
  }

  /** Every package that is known, installed or with left configuration. */
  SortedMap<String, Known> known();

  /** Installs packages, mending a half-done installation first. */
  void install(List<PackageDesired> packages);

  /** Unpacks packages anew at the version that they have, with what is missing of their files. */
  default void reinstall(List<PackageDesired> packages) {
    install(packages);
  }

  /** Which packages would go if these went. */
  Set<String> goingWith(Collection<String> packages);

  /** Which packages are there only since others needed them; one that a person asked for is not. */
  Set<String> automatic();

  /** Removes packages; with {@code purge} their configuration files and data too. */
  void remove(Collection<String> packages, boolean purge);
}
