package io.kitward.policy;

import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One management tool: how it is installed, configured, run, checked, registered and taken away
 * again.
 */
public record ServiceDocument(
    Metadata metadata,
    NavigableMap<String, Parameter> parameters,
    List<PackageItem> packages,
    List<String> directories,
    List<FileItem> files,
    List<UnitItem> units,
    List<Check> checks,
    NavigableMap<String, NavigableMap<String, String>> registration,
    Offboarding offboarding)
    implements Document {

  public ServiceDocument {
    parameters = Collections.unmodifiableNavigableMap(new TreeMap<>(parameters));
    packages = List.copyOf(packages);
    directories = List.copyOf(directories);
    files = List.copyOf(files);
    units = List.copyOf(units);
    checks = List.copyOf(checks);
    registration = Collections.unmodifiableNavigableMap(new TreeMap<>(registration));
  }

  @Override
  public Kind kind() {
    return Kind.SERVICE;
  }

  /**
   * A parameter's definition; without a default, a value must come from a bundle, policy or
   * backend.
   */
  public record Parameter(
      ParameterType type,
      @Nullable ParameterValue defaultValue,
      String description,
      Constraints constraints) {
    /** The value as this parameter holds it; empty when {@link #fault} says why it can't. */
    public Optional<ParameterValue> accept(ParameterValue written) {
      return type.accept(written).filter(value -> constraints.fault(value).isEmpty());
    }

    /** What is wrong with a value as written. */
    public Optional<String> fault(ParameterValue written) {
      Optional<ParameterValue> accepted = type.accept(written);
      return accepted.isEmpty()
          ? Optional.of("does not fit the type " + type.word() + "; expected " + type.expected())
          : constraints.fault(accepted.get());
    }
  }

  /** A Debian package; without a version, whichever the node's repositories offer. */
  public record PackageItem(String name, @Nullable String version) {}

  /** A file that is rendered for each node. */
  public record FileItem(
      String path,
      String owner,
      String group,
      String mode,
      Format format,
      String template,
      List<String> validate,
      @Nullable Insert insert) {
    public FileItem {
      validate = List.copyOf(validate);
    }
  }

  /**
   * The content becomes one marked block after the first line that matches this Java regular
   * expression.
   */
  public record Insert(String after) {}

  /** A systemd unit that runs, and what a changed file needs. */
  public record UnitItem(String name, OnChange onChange) {}

  /** What a unit needs when a file changed. */
  public enum OnChange {
    RESTART,
    RELOAD
  }
}
