package io.kitward.connector.config;

import io.kitward.protocol.InstanceDesired;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What no server may do on this node. Beyond what its owner writes, the connector's own files are
 * always out of bounds: else a server could lift the limits.
 *
 * @param servicesLimited whether only the listed services are allowed
 * @param services globs; {@code *} stands for any text
 * @param pathsLimited whether files may lie only below the listed paths
 * @param paths absolute paths
 * @param mode whether anything is changed at all
 */
public record Limits(
    boolean servicesLimited,
    List<String> services,
    boolean pathsLimited,
    List<String> paths,
    Mode mode) {

  /** Whether the connector changes things or only reports. */
  public enum Mode {
    ENFORCE,
    OBSERVE
  }

  /** No limit beyond the connector's own files. */
  public static final Limits NONE = new Limits(false, List.of(), false, List.of(), Mode.ENFORCE);

  private static final List<Path> OWN =
      List.of(
          Path.of("/etc/kitward"),
          Path.of("/usr/lib/kitward-connector"),
          Path.of("/var/lib/kitward-connector"),
          Path.of("/proc"),
          Path.of("/sys"),
          Path.of("/dev"),
          Path.of("/run/kitward-connector"));

  /** Why this instance is beyond the limits; empty when it is within them. */
  public Optional<String> refusal(InstanceDesired instance) {
    if (servicesLimited && services.stream().noneMatch(glob -> matches(glob, instance.service()))) {
      return Optional.of(
          "this node's limits.services do not allow the service " + instance.service());
    }
    for (InstanceDesired.FileDesired file : instance.files()) {
      Optional<String> refusal = path(file.path());
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    for (String directory : instance.directories()) {
      if (OWN.stream().anyMatch(own -> own.startsWith(directory) || below(directory, own))) {
        return Optional.of(directory + " belongs to the machine itself");
      }
    }
    for (InstanceDesired.UnitDesired unit : instance.units()) {
      if (unit.name().startsWith("kitward-connector.")) {
        return Optional.of(unit.name() + " belongs to the connector itself");
      }
    }
    for (InstanceDesired.PackageDesired wanted : instance.packages()) {
      if (wanted.name().equals("kitward-connector")) {
        return Optional.of("the package kitward-connector is not installed through itself");
      }
    }
    return Optional.empty();
  }

  private Optional<String> path(String file) {
    if (OWN.stream().anyMatch(own -> below(file, own))
        || file.contains("/kitward-connector.service")) {
      return Optional.of(file + " belongs to the connector or the machine itself");
    }
    if (pathsLimited && paths.stream().noneMatch(allowed -> below(file, Path.of(allowed)))) {
      return Optional.of("this node's limits.paths do not allow " + file);
    }
    return Optional.empty();
  }

  private static boolean below(String file, Path folder) {
    return Path.of(file).normalize().startsWith(folder);
  }

  private static boolean matches(String glob, String text) {
    String pattern = Pattern.quote(glob).replace("*", "\\E.*\\Q");
    return Pattern.matches(pattern, text);
  }
}
