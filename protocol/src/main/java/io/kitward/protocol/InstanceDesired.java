package io.kitward.protocol;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One service as it shall be on one node: the released state of an instance, ready to be carried
 * out. What a message of an older server does not say is empty.
 *
 * @param service the service's name, unique on a node
 * @param hash SHA-256 (hex) over the canonical form of what follows, secrets as references
 * @param ensure whether the service shall be there
 * @param contract what an absent service leaves behind; also kept with a present one, so that the
 *     node knows it
 * @param conduct how the service is looked after
 * @param repositories where packages come from beside the node's own sources
 * @param accounts system users and groups that the service needs, made before its packages
 * @param packages packages in the order in which they are installed
 * @param directories folders that the service uses: what lies there before the first touch is
 *     recorded and survives
 * @param folders folders that are made, outermost first, before files are written
 * @param files files in the order in which they are written
 * @param units systemd units in the order in which they are started
 * @param hooks commands at certain moments
 * @param checks what must hold for the service to be healthy; cheap, tried often
 * @param probes what proves that the service does its work; tried after the checks, less often
 * @param conflicts what must not be on the node beside the service
 */
public record InstanceDesired(
    String service,
    String hash,
    Ensure ensure,
    Contract contract,
    Conduct conduct,
    List<RepositoryDesired> repositories,
    List<AccountDesired> accounts,
    List<PackageDesired> packages,
    List<String> directories,
    List<FolderDesired> folders,
    List<FileDesired> files,
    List<UnitDesired> units,
    List<HookDesired> hooks,
    List<Check> checks,
    List<Check> probes,
    Conflicts conflicts) {

  @SuppressWarnings({"NullAway", "ConstantValue"}) // fields that an older server does not send
  public InstanceDesired {
    conduct = conduct == null ? Conduct.USUAL : conduct;
    repositories = orEmpty(repositories);
    accounts = orEmpty(accounts);
    packages = orEmpty(packages);
    directories = orEmpty(directories);
    folders = orEmpty(folders);
    files = orEmpty(files);
    units = orEmpty(units);
    hooks = orEmpty(hooks);
    checks = orEmpty(checks);
    probes = orEmpty(probes);
    conflicts = conflicts == null ? Conflicts.NONE : conflicts;
  }

  /** A service of packages, files and units alone, looked after as usual. */
  public InstanceDesired(
      String service,
      String hash,
      Ensure ensure,
      Contract contract,
      List<PackageDesired> packages,
      List<String> directories,
      List<FileDesired> files,
      List<UnitDesired> units,
      List<Check> checks) {
    this(
        service,
        hash,
        ensure,
        contract,
        Conduct.USUAL,
        List.of(),
        List.of(),
        packages,
        directories,
        List.of(),
        files,
        units,
        List.of(),
        checks,
        List.of(),
        Conflicts.NONE);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** The same with some parts changed. */
  public InstanceDesiredBuilder toBuilder() {
    return new InstanceDesiredBuilder(this);
  }

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

  /** Whether the connector acts for a service. */
  public enum Mode {
    /** It brings the service to where it shall be and keeps it there. */
    ENFORCE,
    /** It looks and reports, and changes nothing. */
    OBSERVE,
    /** A person works on it: nothing is changed until the suspension ends. */
    SUSPENDED
  }

  /**
   * How a service is looked after.
   *
   * @param suspendedUntil when a suspension ends by itself; null unless {@code mode} is {@link
   *     Mode#SUSPENDED}
   * @param after services of this node that are carried out first
   * @param startsPerDay how often its units are started, restarted or reinstalled by themselves
   *     within 24 hours, before only a person may; 0 for the connector's own limit
   * @param adopt what becomes of a configuration that was on the node before
   */
  public record Conduct(
      Mode mode,
      @Nullable Instant suspendedUntil,
      List<String> after,
      int startsPerDay,
      Adopt adopt) {

    /** Enforced, in no order, within the connector's own limit. */
    public static final Conduct USUAL = new Conduct(Mode.ENFORCE, null, List.of(), 0);

    @SuppressWarnings({"NullAway", "ConstantValue"}) // fields that an older server does not send
    public Conduct {
      mode = mode == null ? Mode.ENFORCE : mode;
      after = orEmpty(after);
      adopt = adopt == null ? Adopt.TAKE : adopt;
    }

    /** A configuration that was on the node before is replaced. */
    public Conduct(
        Mode mode, @Nullable Instant suspendedUntil, List<String> after, int startsPerDay) {
      this(mode, suspendedUntil, after, startsPerDay, Adopt.TAKE);
    }
  }

  /**
   * What becomes of a tool that was on the node before Kitward came, with a configuration of its
   * own.
   */
  public enum Adopt {
    /** Its configuration is recorded and replaced. */
    TAKE,
    /** It stays as it is until a person has seen the difference and accepted it. */
    ASK
  }

  /**
   * A package repository with the key that signs it. The node's package system decides which files
   * it becomes.
   *
   * @param name lower-case letters, digits and {@code -}; unique on a node among repositories of
   *     equal content
   * @param type the package system that it is for
   * @param url where it is, a site's mirror already put in
   * @param suites apt only: suites, for instance {@code stable}
   * @param components apt only: components, for instance {@code main}
   * @param key the ASCII-armoured OpenPGP key that signs it; repositories without one are refused
   */
  public record RepositoryDesired(
      String name,
      RepositoryType type,
      String url,
      List<String> suites,
      List<String> components,
      String key) {

    @SuppressWarnings({"NullAway", "ConstantValue"})
    public RepositoryDesired {
      suites = orEmpty(suites);
      components = orEmpty(components);
    }
  }

  /** The package system that a repository is for. */
  public enum RepositoryType {
    APT,
    RPM
  }

  /**
   * A system user, with a group of the same name unless another is named. Kitward removes no users:
   * files may still belong to them.
   *
   * @param groups further groups that it belongs to; they must be there
   */
  public record AccountDesired(
      String user, String group, String home, String shell, List<String> groups) {

    @SuppressWarnings({"NullAway", "ConstantValue"})
    public AccountDesired {
      groups = orEmpty(groups);
    }
  }

  /** Which version of a package will do. */
  public enum VersionPolicy {
    /** Any that is installed; none is upgraded. */
    PRESENT,
    /** Exactly the one named; a newer one is downgraded. */
    EXACT,
    /** The one named or a newer one. */
    MINIMUM,
    /** The newest that the repositories offer, looked for with the slow full check. */
    LATEST
  }

  /**
   * A package of the node's own package system.
   *
   * @param version for {@code EXACT} and {@code MINIMUM}; else empty
   */
  public record PackageDesired(String name, String version, VersionPolicy policy) {

    @SuppressWarnings({"NullAway", "ConstantValue"})
    public PackageDesired {
      policy =
          policy != null ? policy : version.isEmpty() ? VersionPolicy.PRESENT : VersionPolicy.EXACT;
    }

    /** Exactly this version, or with an empty one whichever is there. */
    public PackageDesired(String name, String version) {
      this(name, version, version.isEmpty() ? VersionPolicy.PRESENT : VersionPolicy.EXACT);
    }
  }

  /** A folder that is made when it is missing and has this owner and mode. */
  public record FolderDesired(String path, String owner, String group, String mode) {}

  /**
   * A file with its whole content, or a marked block in a file that belongs to somebody else.
   *
   * @param content the text; {@code ${secret:NAME@VERSION}} stands for a secret's value
   * @param mode octal digits, for instance {@code 0644}
   * @param validate a command that must end with 0 before the file is replaced; {@code {file}}
   *     stands for the candidate; empty for none
   * @param insertAfter a regular expression; not empty: the content becomes a marked block after
   *     the first line that it matches
   * @param concerns the units of the service that a change of this file concerns; empty for all
   */
  public record FileDesired(
      String path,
      String content,
      String owner,
      String group,
      String mode,
      List<String> validate,
      String insertAfter,
      List<String> concerns) {

    @SuppressWarnings({"NullAway", "ConstantValue"})
    public FileDesired {
      validate = orEmpty(validate);
      concerns = orEmpty(concerns);
    }

    /** A file whose change concerns all units of its service. */
    public FileDesired(
        String path,
        String content,
        String owner,
        String group,
        String mode,
        List<String> validate,
        String insertAfter) {
      this(path, content, owner, group, mode, validate, insertAfter, List.of());
    }
  }

  /** A systemd unit that shall run and be enabled, and what it needs after a change of a file. */
  public record UnitDesired(String name, OnChange onChange) {}

  /** What a unit needs after one of its service's files changed. */
  public enum OnChange {
    RESTART,
    RELOAD
  }

  /** When a hook runs. */
  public enum Moment {
    BEFORE_INSTALL,
    AFTER_INSTALL,
    /** After files were written, before units are restarted for them. */
    AFTER_CONFIGURE,
    /** Each time that units were started or restarted. */
    AFTER_START,
    BEFORE_REMOVE,
    AFTER_REMOVE
  }

  /**
   * A command that runs at a moment of the service's life, as root, without a shell and with an
   * empty environment but for PATH, LANG and KITWARD_SERVICE. It must do no harm when it runs
   * twice. The node's own limits may forbid hooks.
   *
   * @param command the program, absolute, and its arguments
   * @param timeout after which it is ended and counts as failed
   */
  public record HookDesired(Moment moment, List<String> command, Duration timeout) {

    public HookDesired {
      command = List.copyOf(command);
    }
  }

  /**
   * What must not be there beside the service. While it is, the service is not touched, and says
   * so.
   *
   * @param packages packages that must not be installed
   * @param units units that must not be active
   */
  public record Conflicts(List<String> packages, List<String> units) {

    /** Nothing. */
    public static final Conflicts NONE = new Conflicts(List.of(), List.of());

    @SuppressWarnings({"NullAway", "ConstantValue"})
    public Conflicts {
      packages = orEmpty(packages);
      units = orEmpty(units);
    }
  }
}
