package io.kitward.connector.host;

import java.util.Map;

/**
 * The machine that the connector lives on. All of it may block; each call ends within a bounded
 * time and throws {@link HostFailure} with the machine's own reason when it could not do it.
 *
 * @param facts what the machine says of itself, by dotted name
 * @param programs runs what a service's hooks name
 */
public record Host(
    Packages packages,
    FileTree files,
    Units units,
    Probes probes,
    Accounts accounts,
    Map<String, String> facts,
    Programs programs) {

  /** A machine on which hooks are not run. */
  public Host(
      Packages packages,
      FileTree files,
      Units units,
      Probes probes,
      Accounts accounts,
      Map<String, String> facts) {
    this(packages, files, units, probes, accounts, facts, Programs.NONE);
  }

  /** A machine that has every account already. */
  public Host(
      Packages packages, FileTree files, Units units, Probes probes, Map<String, String> facts) {
    this(packages, files, units, probes, Accounts.COMPLETE, facts);
  }
}
