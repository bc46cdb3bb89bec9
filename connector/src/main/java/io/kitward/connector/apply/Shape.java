package io.kitward.connector.apply;

import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

  private static final Duration HOOK_LIMIT = Duration.ofHours(1);
  private static final int LARGEST = 4 << 20;

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
    return Stream.of(
            packages(instance),
            names(instance),
            preparation(instance),
            files(instance),
            commands(instance))
        .flatMap(Optional::stream)
        .findFirst()
        .or(
            () ->
                Stream.concat(instance.checks().stream(), instance.probes().stream())
                    .map(CheckShape::problem)
                    .flatMap(Optional::stream)
                    .findFirst());
  }

  private static Optional<String> packages(InstanceDesired instance) {
    for (var wanted : instance.packages()) {
      if (!PACKAGE.matcher(wanted.name()).matches()
          || !VERSION.matcher(wanted.version()).matches()) {
        return Optional.of(
            quoted(wanted.name() + " " + wanted.version()) + " is not a package and a version");
      }
      boolean named =
          switch (wanted.policy()) {
            case EXACT, MINIMUM -> true;
            case PRESENT, LATEST -> false;
          };
      if (named && wanted.version().isEmpty()) {
        return Optional.of("package " + wanted.name() + " names no version");
      }
    }
    return instance.conflicts().packages().stream()
        .filter(name -> !PACKAGE.matcher(name).matches())
        .map(name -> quoted(name) + " is not a package")
        .findFirst();
  }

  private static Optional<String> names(InstanceDesired instance) {
    for (String other : instance.conduct().after()) {
      if (!SERVICE.matcher(other).matches()) {
        return Optional.of(quoted(other) + " is not a service's name");
      }
    }
    return Stream.of(
            instance.units().stream().map(UnitDesired::name),
            instance.conflicts().units().stream(),
            instance.files().stream().flatMap(file -> file.concerns().stream()))
        .flatMap(Function.identity())
        .filter(name -> !unit(name))
        .map(name -> quoted(name) + " is not a unit's name")
        .findFirst();
  }

  private static Optional<String> preparation(InstanceDesired instance) {
    for (var repository : instance.repositories()) {
      if (!SERVICE.matcher(repository.name()).matches()
          || !text(repository.url())
          || repository.url().contains(" ")) {
        return Optional.of(
            quoted(repository.name() + " " + repository.url()) + " is not a package repository");
      }
    }
    for (var account : instance.accounts()) {
      if (!account(account.user())
          || !account(account.group())
          || !account.groups().stream().allMatch(Shape::account)
          || !plain(account.home())
          || !plain(account.shell())
          || (account.home() + account.shell()).contains(":")) {
        return Optional.of(quoted(account.user()) + " is not an account that can be made");
      }
    }
    for (var directory : instance.directories()) {
      if (!deep(directory)) {
        return Optional.of(quoted(directory) + " is not a folder that one service may use");
      }
    }
    for (var folder : instance.folders()) {
      if (!deep(folder.path())) {
        return Optional.of(quoted(folder.path()) + " is not a folder that one service may have");
      }
      if (!owned(folder.owner(), folder.group(), folder.mode())) {
        return Optional.of(folder.path() + " has an owner, group or mode that cannot be");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> files(InstanceDesired instance) {
    var paths = new HashSet<String>();
    for (var file : instance.files()) {
      if (!plain(file.path())) {
        return Optional.of(quoted(file.path()) + " is not a plain absolute path");
      }
      if (!paths.add(file.path())) {
        return Optional.of(file.path() + " is listed twice");
      }
      if (!owned(file.owner(), file.group(), file.mode())) {
        return Optional.of(file.path() + " has an owner, group or mode that cannot be");
      }
      if (file.mode().length() == 4 && !file.mode().startsWith("0")) {
        return Optional.of(
            file.path() + " has mode " + file.mode() + ": no file may run as another user");
      }
      if (file.content().length() > LARGEST) {
        return Optional.of(file.path() + " is larger than 4 MiB");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> commands(InstanceDesired instance) {
    for (var hook : instance.hooks()) {
      if (!command(hook.command()) || !plain(hook.command().getFirst())) {
        return Optional.of("a hook's command is not an absolute program and its arguments");
      }
      if (!within(hook.timeout(), HOOK_LIMIT)) {
        return Optional.of("a hook's timeout is not between 1 s and 1 h");
      }
    }
    return instance.files().stream()
        .filter(file -> !file.validate().isEmpty() && !command(file.validate()))
        .map(file -> "the validate command of " + file.path() + " is not one")
        .findFirst();
  }

  /** Whether this is a program and its arguments, in a size that can be run. */
  static boolean command(List<String> command) {
    return !command.isEmpty()
        && command.size() <= 100
        && !command.getFirst().isBlank()
        && !command.getFirst().startsWith("-")
        && command.stream().allMatch(word -> word.length() < 10_000 && word.indexOf(0) < 0);
  }

  /** Whether a time is at least a second and not beyond a limit. */
  static boolean within(Duration time, Duration limit) {
    return time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(limit) <= 0;
  }

  static boolean unit(String name) {
    return name.length() < 256 && UNIT.matcher(name).matches();
  }

  static boolean account(String name) {
    return name.length() <= 32 && ACCOUNT.matcher(name).matches();
  }

  private static boolean owned(String owner, String group, String mode) {
    return account(owner) && account(group) && MODE.matcher(mode).matches();
  }

  private static boolean deep(String path) {
    return plain(path) && path.chars().filter(c -> c == '/').count() >= 2;
  }

  /** Whether text has neither control characters nor an unreasonable length. */
  static boolean text(String text) {
    return !text.isEmpty()
        && text.length() < 4096
        && text.chars().allMatch(c -> c >= 32 && c != 127);
  }

  static boolean plain(String path) {
    return path.startsWith("/")
        && text(path)
        && path.length() > 1
        && !path.endsWith("/")
        && !path.contains("//")
        && !(path + "/").contains("/../")
        && !(path + "/").contains("/./");
  }

  private static String quoted(String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
  }
}
