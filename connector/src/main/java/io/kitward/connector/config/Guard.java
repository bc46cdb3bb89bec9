package io.kitward.connector.config;

import io.kitward.protocol.Check;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.HookDesired;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds an instance against the limits of a node, part by part. It is refused as a whole for the
 * first part that is beyond them.
 *
 * @param leads where a path leads on this machine
 */
record Guard(Limits limits, UnaryOperator<String> leads) {

  private static final List<String> PROGRAMS =
      List.of("/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/");

  Optional<String> refusal(InstanceDesired instance) {
    if (!limits.services().allows(instance.service())) {
      return Optional.of(
          "this node's limits.services do not allow the service " + instance.service());
    }
    return Stream.of(
            paths(instance),
            units(instance),
            packages(instance),
            accounts(instance),
            commands(instance),
            checks(instance))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private Optional<String> paths(InstanceDesired instance) {
    var paths = new ArrayList<String>();
    instance.files().stream().map(FileDesired::path).forEach(paths::add);
    instance.folders().stream().map(FolderDesired::path).forEach(paths::add);
    for (String path : paths) {
      String real = leads.apply(path);
      Optional<String> refusal =
          path(path).or(() -> real.equals(path) ? Optional.empty() : led(path, real));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    for (String directory : instance.directories()) {
      if (Guarded.around(directory) || Guarded.around(leads.apply(directory))) {
        return Optional.of(directory + " belongs to the machine itself");
      }
    }
    return Optional.empty();
  }

  private Optional<String> led(String path, String real) {
    return path(real).map(reason -> path + " leads to " + real + ": " + reason);
  }

  private Optional<String> path(String path) {
    if (Guarded.own(path)) {
      return Optional.of(path + " belongs to the connector or the machine itself");
    }
    Optional<String> unit = Guarded.unitOf(path);
    if (unit.isPresent() && Guarded.unit(unit.get())) {
      return Optional.of(
          path + " would change the unit " + unit.get() + ", which no service may do");
    }
    if (limits.paths().limited() && !below(path, limits.paths().names())) {
      return Optional.of("this node's limits.paths do not allow " + path);
    }
    if (Guarded.sensitive(path) && !named(path, Guarded::sensitive)) {
      return Optional.of(
          path + " decides who may do what on this node; limits.paths must name it or its folder");
    }
    if (limits.hooks().limited() && Guarded.runs(path) && !named(path, Guarded::runs)) {
      return Optional.of(
          "this node's limits.hooks limit what may be run, and "
              + path
              + " makes the machine run programs; limits.paths must name it or its folder");
    }
    if (limits.repositories().limited()
        && Guarded.repository(path)
        && !named(path, Guarded::repository)) {
      return Optional.of(
          "this node's limits.repositories limit where packages come from, and "
              + path
              + " can change that; limits.paths must name it or its folder");
    }
    return Optional.empty();
  }

  /** Whether the owner listed a place of this kind itself, not merely one above it. */
  private boolean named(String path, java.util.function.Predicate<String> kind) {
    return below(path, limits.paths().names().stream().filter(kind).toList());
  }

  private boolean below(String path, List<String> folders) {
    Path normal = Path.of(path).normalize();
    return folders.stream()
        .flatMap(folder -> Stream.of(folder, leads.apply(folder)))
        .anyMatch(folder -> normal.startsWith(Path.of(folder).normalize()));
  }

  private static Optional<String> units(InstanceDesired instance) {
    return instance.units().stream()
        .map(InstanceDesired.UnitDesired::name)
        .filter(Guarded::unit)
        .map(name -> name + " belongs to the connector or the machine itself")
        .findFirst();
  }

  private Optional<String> packages(InstanceDesired instance) {
    for (var wanted : instance.packages()) {
      if (Guarded.pack(wanted.name())) {
        return Optional.of(
            "the package " + wanted.name() + " belongs to the connector or the machine itself");
      }
      if (!limits.packages().allows(wanted.name())) {
        return Optional.of("this node's limits.packages do not allow " + wanted.name());
      }
    }
    for (var repository : instance.repositories()) {
      if (limits.repositories().limited()
          && limits.repositories().names().stream()
              .noneMatch(allowed -> within(repository.url(), allowed))) {
        return Optional.of("this node's limits.repositories do not allow " + repository.url());
      }
    }
    return Optional.empty();
  }

  /** Whether a URL is of the same server as another one, and its path lies below that one's. */
  static boolean within(String url, String allowed) {
    try {
      var asked = new URI(url).normalize();
      var known = new URI(allowed).normalize();
      return asked.getRawUserInfo() == null
          && asked.getRawQuery() == null
          && same(asked.getScheme(), known.getScheme())
          && same(asked.getHost(), known.getHost())
          && asked.getPort() == known.getPort()
          && !asked.getPath().contains("..")
          && (asked.getPath() + "/").startsWith(known.getPath().replaceAll("/+$", "") + "/");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean same(@Nullable String one, @Nullable String other) {
    return one == null ? other == null : one.equalsIgnoreCase(other);
  }

  private Optional<String> accounts(InstanceDesired instance) {
    for (AccountDesired account : instance.accounts()) {
      if (account.user().equals("root")) {
        return Optional.of("the user root belongs to the machine itself");
      }
      var groups = new ArrayList<>(account.groups());
      groups.add(account.group());
      for (String group : groups) {
        if (Guarded.group(group)) {
          return Optional.of(
              "the user "
                  + account.user()
                  + " may not belong to "
                  + group
                  + ", whose members can become root");
        }
      }
      if (!limits.accounts().allows(account.user())) {
        return Optional.of("this node's limits.accounts do not allow the user " + account.user());
      }
    }
    return Optional.empty();
  }

  private Optional<String> commands(InstanceDesired instance) {
    var commands = new ArrayList<List<String>>();
    instance.hooks().stream().map(HookDesired::command).forEach(commands::add);
    instance.files().stream()
        .map(FileDesired::validate)
        .filter(command -> !command.isEmpty())
        .forEach(commands::add);
    all(instance)
        .filter(Check.CommandSucceeds.class::isInstance)
        .map(check -> ((Check.CommandSucceeds) check).command())
        .forEach(commands::add);
    return commands.stream()
        .filter(command -> command.isEmpty() || !runs(command.getFirst()))
        .map(command -> "this node's limits.hooks do not allow " + String.join(" ", command))
        .findFirst();
  }

  /** Whether a program may be run; a bare name stands for one in the system's folders. */
  private boolean runs(String program) {
    if (program.startsWith("/")) {
      return limits.hooks().allows(program);
    }
    return !program.contains("/")
        && (!limits.hooks().limited()
            || PROGRAMS.stream().anyMatch(folder -> limits.hooks().allows(folder + program)));
  }

  private Optional<String> checks(InstanceDesired instance) {
    return all(instance).map(this::check).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> check(Check check) {
    return switch (check) {
      case Check.LogShows log
          when log.source().startsWith("/")
              && !(Guarded.log(log.source()) && Guarded.log(leads.apply(log.source()))) ->
          Optional.of("a check may not read " + log.source() + ", which is no log");
      case Check.FileFresh file when Guarded.own(file.path()) ->
          Optional.of("a check may not look at " + file.path());
      case Check.HttpAnswers http when linkLocal(http.url()) ->
          Optional.of("a check may not ask " + http.url() + ", which is no service of this node");
      case Check.MetricsAnswer metrics when linkLocal(metrics.url()) ->
          Optional.of(
              "a check may not ask " + metrics.url() + ", which is no service of this node");
      case Check.UnitActive ignored -> Optional.empty();
      case Check.ProcessRuns ignored -> Optional.empty();
      case Check.TcpOpen ignored -> Optional.empty();
      case Check.PortOwner ignored -> Optional.empty();
      case Check.HttpAnswers ignored -> Optional.empty();
      case Check.CommandSucceeds ignored -> Optional.empty();
      case Check.FileFresh ignored -> Optional.empty();
      case Check.MetricsAnswer ignored -> Optional.empty();
      case Check.LogShows ignored -> Optional.empty();
    };
  }

  /** Where clouds hand out credentials. */
  static boolean linkLocal(String url) {
    String host;
    try {
      host = new URI(url).getHost();
    } catch (URISyntaxException e) {
      return true;
    }
    return host == null
        || host.matches("(?i)169\\.254\\..*|\\[fe80:.*|\\[fd00:ec2:.*|\\[::ffff:.*|metadata\\..*")
        || host.matches("[0-9]+|0x.*|0[0-7]+.*");
  }

  private static Stream<Check> all(InstanceDesired instance) {
    return Stream.concat(instance.checks().stream(), instance.probes().stream());
  }
}
