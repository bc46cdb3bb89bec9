package io.kitward.connector.host.debian;

import io.kitward.connector.host.Accounts;
import io.kitward.connector.host.HostFailure;
import io.kitward.connector.host.HostFailure.Kind;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** System users and groups, looked up where the machine looks them up, made in its own files. */
final class LinuxAccounts implements Accounts {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_-]{0,30}");

  @Override
  public Optional<String> gap(AccountDesired account) {
    String group = group(account);
    if (entry("group", group).isEmpty()) {
      return Optional.of("group " + group + " is missing");
    }
    if (entry("passwd", account.user()).isEmpty()) {
      return Optional.of("user " + account.user() + " is missing");
    }
    for (String further : account.groups()) {
      Optional<String> found = entry("group", further);
      if (found.isEmpty()) {
        return Optional.of("group " + further + " is missing");
      }
      if (!members(found.get()).contains(account.user())) {
        return Optional.of("user " + account.user() + " does not belong to group " + further);
      }
    }
    return Optional.empty();
  }

  @Override
  public void ensure(AccountDesired account) {
    String group = group(account);
    var names = new ArrayList<>(account.groups());
    names.add(group);
    names.add(account.user());
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new HostFailure(Kind.REFUSED, "'" + name + "' is no name of a user or group");
      }
    }
    if (entry("group", group).isEmpty()) {
      run("groupadd", "--system", "--", group);
    }
    if (entry("passwd", account.user()).isEmpty()) {
      run(
          "useradd",
          "--system",
          "--no-create-home",
          "--gid",
          group,
          "--home-dir",
          account.home().isEmpty() ? "/nonexistent" : account.home(),
          "--shell",
          account.shell().isEmpty() ? "/usr/sbin/nologin" : account.shell(),
          "--",
          account.user());
    }
    for (String further : account.groups()) {
      Optional<String> found = entry("group", further);
      if (found.isEmpty()) {
        throw new HostFailure(
            Kind.NOT_FOUND,
            "there is no group " + further + " to which " + account.user() + " could belong");
      }
      if (!members(found.get()).contains(account.user())) {
        run("usermod", "--append", "--groups", further, "--", account.user());
      }
    }
  }

  private static String group(AccountDesired account) {
    return account.group().isEmpty() ? account.user() : account.group();
  }

  private static List<String> members(String entry) {
    return Arrays.asList(entry.substring(entry.lastIndexOf(':') + 1).split(",", -1));
  }

  private static Optional<String> entry(String database, String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    var ended = Command.run(LIMIT, List.of("getent", database, name));
    return ended.succeeded() ? Optional.of(ended.lastLine()) : Optional.empty();
  }

  private static void run(String... command) {
    var ended = Command.run(LIMIT, List.of(command));
    if (!ended.succeeded()) {
      throw new HostFailure(Kind.FAILED, command[0] + ": " + ended.lastLine());
    }
  }
}
