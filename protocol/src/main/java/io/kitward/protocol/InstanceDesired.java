package io.kitward.protocol;

import java.util.List;

/**
 * One service as it shall be on one node: the released state of an instance, ready to be carried
 * out.
 *
 * @param service the service's name, unique on a node
 * @param hash SHA-256 (hex) over the canonical form of what follows, secrets as references
 * @param ensure whether the service shall be there
 * @param contract what an absent service leaves behind; also kept with a present one, so that the
 *     node knows it
 * @param packages packages in the order in which they are installed
 * @param directories folders that the service uses: what lies there before the first touch is
 *     recorded and survives
 * @param files files in the order in which they are written
 * @param units systemd units in the order in which they are started
 * @param checks what must hold for the service to be healthy
 */
public record InstanceDesired(
    String service,
    String hash,
    Ensure ensure,
    Contract contract,
    List<PackageDesired> packages,
    List<String> directories,
    List<FileDesired> files,
    List<UnitDesired> units,
    List<Check> checks) {

  /** Whether a service shall be on a node. */
  public enum Ensure {
    PRESENT,
    ABSENT
  }

  /**
   * What off-boarding does. Each undoes only what the connector's own record says that it changed.
   *
   * <ul>
   *   <li>{@code KEEP} leaves everything as it is and stops looking after it
   *   <li>{@code DISABLE} stops and disables the units
   *   <li>{@code UNINSTALL} restores files and unit states and removes the packages, keeping their
   *       configuration files
   *   <li>{@code PURGE} does the same and removes the packages' configuration files and data too
   * </ul>
   */
  public enum Contract {
    KEEP,
    DISABLE,
    UNINSTALL,
    PURGE
  }

  /**
   * A package of the node's own package system.
   *
   * @param version an exact version, or empty for the one that the repositories offer
   */
  public record PackageDesired(String name, String version) {}

  /**
   * A file with its whole content, or a marked block in a file that belongs to somebody else.
   *
   * @param content the text; {@code ${secret:NAME@VERSION}} stands for a secret's value
   * @param mode octal digits, for instance {@code 0644}
   * @param validate a command that must end with 0 before the file is replaced; {@code {file}}
   *     stands for the candidate; empty for none
   * @param insertAfter a regular expression; not empty: the content becomes a marked block after
   *     the first line that it matches
   */
  public record FileDesired(
      String path,
      String content,
      String owner,
      String group,
      String mode,
      List<String> validate,
      String insertAfter) {}

  /** A systemd unit that shall run and be enabled, and what it needs after a change of a file. */
  public record UnitDesired(String name, OnChange onChange) {}

  /** What a unit needs after one of its service's files changed. */
  public enum OnChange {
    RESTART,
    RELOAD
  }
}
