package io.kitward.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a service brings onto a node, each part in the order in which it is carried out; a variant
 * may say some of the parts differently.
 */
public record ServiceParts(
    List<RepositoryItem> repositories,
    List<AccountItem> accounts,
    List<PackageItem> packages,
    List<DirectoryItem> directories,
    List<FileItem> files,
    List<UnitItem> units,
    List<HookItem> hooks,
    List<Check> checks,
    List<Check> probes,
    Conflicts conflicts) {

  public ServiceParts {
    repositories = List.copyOf(repositories);
    accounts = List.copyOf(accounts);
    packages = List.copyOf(packages);
    directories = List.copyOf(directories);
    files = List.copyOf(files);
    units = List.copyOf(units);
    hooks = List.copyOf(hooks);
    checks = List.copyOf(checks);
    probes = List.copyOf(probes);
  }

  /** The parts by the names that documents give them. */
  public enum Part {
    REPOSITORIES,
    ACCOUNTS,
    PACKAGES,
    DIRECTORIES,
    FILES,
    UNITS,
    HOOKS,
    CHECKS,
    PROBES,
    CONFLICTS
  }

  /** These parts, with some of them as another service has them. */
  ServiceParts with(Set<Part> replaced, ServiceParts other) {
    return new ServiceParts(
        (replaced.contains(Part.REPOSITORIES) ? other : this).repositories,
        (replaced.contains(Part.ACCOUNTS) ? other : this).accounts,
        (replaced.contains(Part.PACKAGES) ? other : this).packages,
        (replaced.contains(Part.DIRECTORIES) ? other : this).directories,
        (replaced.contains(Part.FILES) ? other : this).files,
        (replaced.contains(Part.UNITS) ? other : this).units,
        (replaced.contains(Part.HOOKS) ? other : this).hooks,
        (replaced.contains(Part.CHECKS) ? other : this).checks,
        (replaced.contains(Part.PROBES) ? other : this).probes,
        (replaced.contains(Part.CONFLICTS) ? other : this).conflicts);
  }

  /** Checks and probes together. */
  public List<Check> allChecks() {
    List<Check> all = new ArrayList<>(checks);
    all.addAll(probes);
    return all;
  }

  /** These parts with every template in them rewritten. */
  ServiceParts rewritten(UnaryOperator<String> template) {
    return new ServiceParts(
        repositories.stream().map(item -> item.rewritten(template)).toList(),
        accounts,
        packages,
        directories,
        files.stream().map(item -> item.rewritten(template)).toList(),
        units.stream().map(item -> item.rewritten(template)).toList(),
        hooks.stream().map(item -> item.rewritten(template)).toList(),
        checks.stream().map(check -> check.rewritten(template)).toList(),
        probes.stream().map(check -> check.rewritten(template)).toList(),
        conflicts);
  }

  /** The package system that a repository is for. */
  public enum RepositoryType {
    APT,
    RPM
  }

  /**
   * A package repository with the ASCII-armoured key that signs it; URL, suites and components are
   * templates.
   */
  public record RepositoryItem(
      String name,
      RepositoryType type,
      String url,
      List<String> suites,
      List<String> components,
      String key) {
    public RepositoryItem {
      suites = List.copyOf(suites);
      components = List.copyOf(components);
    }

    RepositoryItem rewritten(UnaryOperator<String> template) {
      return new RepositoryItem(
          name,
          type,
          template.apply(url),
          suites.stream().map(template).toList(),
          components.stream().map(template).toList(),
          key);
    }
  }

  /** A system user that the service needs, and the groups that it belongs to. */
  public record AccountItem(
      String user, String group, String home, String shell, List<String> groups) {
    public AccountItem {
      groups = List.copyOf(groups);
    }
  }

  /** What becomes of a package that is there in an older version than is offered. */
  public enum Upgrade {
    PRESENT,
    LATEST
  }

  /**
   * A package of the node's own package system; without a version or minimum, whichever the node's
   * repositories offer.
   */
  public record PackageItem(
      String name, @Nullable String version, @Nullable String minimum, Upgrade upgrade) {}

  /** A folder that the tool uses; with an access it is made where it is missing. */
  public record DirectoryItem(String path, @Nullable Access access) {}

  /** Whom a folder belongs to. */
  public record Access(String owner, String group, String mode) {}

  /** A file that is rendered for each node. */
  public record FileItem(
      String path,
      String owner,
      String group,
      String mode,
      Format format,
      String template,
      List<String> validate,
      @Nullable Insert insert,
      List<String> concerns) {
    public FileItem {
      validate = List.copyOf(validate);
      concerns = List.copyOf(concerns);
    }

    /** Whether every user of the node may read it. */
    boolean readByAll() {
      return readByAll(mode);
    }

    /** Whether every user of the node may read a file of this mode, such as {@code 0644}. */
    static boolean readByAll(String mode) {
      return mode.length() == 4 && (mode.charAt(3) - '0') % 8 >= 4;
    }

    FileItem rewritten(UnaryOperator<String> rewrite) {
      return new FileItem(
          path, owner, group, mode, format, rewrite.apply(template), validate, insert, concerns);
    }
  }

  /**
   * The content becomes one marked block after the first line that matches this Java regular
   * expression.
   */
  public record Insert(String after) {}

  /**
   * A systemd unit that runs, and what a changed file needs.
   *
   * @param content the unit's own file, which the service brings; a template
   * @param dropIn what is added to the unit as somebody else brings it; a template
   */
  public record UnitItem(
      String name,
      OnChange onChange,
      @Nullable String content,
      @Nullable String dropIn,
      @Nullable Limits limits) {

    UnitItem rewritten(UnaryOperator<String> template) {
      return new UnitItem(
          name,
          onChange,
          content == null ? null : template.apply(content),
          dropIn == null ? null : template.apply(dropIn),
          limits);
    }
  }

  /** What a unit needs when a file changed. */
  public enum OnChange {
    RESTART,
    RELOAD
  }

  /**
   * What a unit may use at most.
   *
   * @param cpu percent of one core, such as {@code 50%}; empty for no limit
   * @param memory bytes with an optional {@code K M G T}, or percent of the machine's; empty for no
   *     limit
   * @param io weight from 1 to 10000 beside the 100 of others; 0 for none of its own
   * @param tasks threads and processes; 0 for no limit
   */
  public record Limits(String cpu, String memory, int io, int tasks) {

    /** The limits as a drop-in of systemd. */
    String dropIn() {
      StringBuilder text = new StringBuilder("[Service]\n");
      if (!cpu.isEmpty()) {
        text.append("CPUQuota=").append(cpu).append('\n');
      }
      if (!memory.isEmpty()) {
        text.append("MemoryMax=").append(memory).append('\n');
      }
      if (io > 0) {
        text.append("IOWeight=").append(io).append('\n');
      }
      if (tasks > 0) {
        text.append("TasksMax=").append(tasks).append('\n');
      }
      return text.toString();
    }
  }

  /** When a hook runs. */
  public enum Moment {
    BEFORE_INSTALL,
    AFTER_INSTALL,
    AFTER_CONFIGURE,
    AFTER_START,
    BEFORE_REMOVE,
    AFTER_REMOVE
  }

  /** A command that runs at a moment of the service's life; its arguments are templates. */
  public record HookItem(Moment moment, List<String> command, Duration timeout) {
    public HookItem {
      command = List.copyOf(command);
    }

    HookItem rewritten(UnaryOperator<String> template) {
      return new HookItem(moment, command.stream().map(template).toList(), timeout);
    }
  }

  /** What must not be on the node beside the service. */
  public record Conflicts(List<String> services, List<String> packages, List<String> units) {
    /** Nothing. */
    public static final Conflicts NONE = new Conflicts(List.of(), List.of(), List.of());

    public Conflicts {
      services = List.copyOf(services);
      packages = List.copyOf(packages);
      units = List.copyOf(units);
    }
  }
}
