package io.kitward.connector.apply;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The shape that names must have before they become parts of commands and paths: no name may be
 * read as an option, and no path may climb.
 */
public final class Shape {

  private static final Pattern SERVICE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]+");
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9.+:~-]*");
  private static final Pattern UNIT =
      Pattern.compile("[A-Za-z0-9@:_.\\\\][A-Za-z0-9@:_.\\\\-]*\\.[a-z]+");
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");
  private static final Pattern MODE = Pattern.compile("[0-7]{3,4}");

  private Shape() {}

  /** What is wrong with the state as a whole; empty when nothing is. */
  public static Optional<String> problem(DesiredState state) {
    var services = new HashSet<String>();
    for (InstanceDesired instance : state.instances()) {
      if (!SERVICE.matcher(instance.service()).matches()) {
        return Optional.of("\"" + instance.service() + "\" is not a service's name");
      }
      if (!services.add(instance.service())) {
        return Optional.of(instance.service() + " is listed twice");
      }
    }
    return Optional.empty();
  }

  /** What is wrong with an instance; empty when nothing is. */
  public static Optional<String> problem(InstanceDesired instance) {
    for (var wanted : instance.packages()) {
      if (!PACKAGE.matcher(wanted.name()).matches()
          || !VERSION.matcher(wanted.version()).matches()) {
        return Optional.of(
            "\"" + wanted.name() + " " + wanted.version() + "\" is not a package and a version");
      }
    }
    for (var unit : instance.units()) {
      if (!UNIT.matcher(unit.name()).matches()) {
        return Optional.of("\"" + unit.name() + "\" is not a unit's name");
      }
    }
    for (var directory : instance.directories()) {
      if (!plain(directory) || directory.chars().filter(c -> c == '/').count() < 2) {
        return Optional.of("\"" + directory + "\" is not a folder that one service may use");
      }
    }
    for (var file : instance.files()) {
      if (!plain(file.path())) {
        return Optional.of("\"" + file.path() + "\" is not a plain absolute path");
      }
      if (!ACCOUNT.matcher(file.owner()).matches()
          || !ACCOUNT.matcher(file.group()).matches()
          || !MODE.matcher(file.mode()).matches()) {
        return Optional.of(file.path() + " has an owner, group or mode that cannot be");
      }
    }
    return Optional.empty();
  }

  private static boolean plain(String path) {
    return path.startsWith("/")
        && path.length() > 1
        && path.length() < 4096
        && !path.endsWith("/")
        && !path.contains("//")
        && !(path + "/").contains("/../")
        && !(path + "/").contains("/./")
        && path.chars().allMatch(c -> c >= 32 && c != 127);
  }
}
