package io.kitward.connector.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.protocol.Check;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.AccountDesired;
import io.kitward.protocol.InstanceDesired.FileDesired;
import io.kitward.protocol.InstanceDesired.FolderDesired;
import io.kitward.protocol.InstanceDesired.HookDesired;
import io.kitward.protocol.InstanceDesired.Moment;
import io.kitward.protocol.InstanceDesired.OnChange;
import io.kitward.protocol.InstanceDesired.PackageDesired;
import io.kitward.protocol.InstanceDesired.RepositoryDesired;
import io.kitward.protocol.InstanceDesired.RepositoryType;
import io.kitward.protocol.InstanceDesired.UnitDesired;
import io.kitward.protocol.InstanceDesiredBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a hostile server asks for, on a node without limits and on one with them. */
class LimitsTest {

  private static final Limits STRICT =
      new Limits(
          Allowed.only("agent*"),
          Allowed.only("/etc/default", "/etc/agent"),
          Allowed.only("/usr/sbin/agentd", "/usr/lib/agent/*"),
          Allowed.only("https://packages.example/agent/"),
          Allowed.only("agent", "agent-*"),
          Allowed.only("agent"),
          Allowed.ANY,
          5,
          Limits.Mode.ENFORCE);

  /**
   * Whether a node with limits of its own is needed to refuse it, what is asked for, and why not.
   */
  static Stream<Arguments> hostile() {
    return Stream.of(
        anywhere("the limits themselves", file("/etc/kitward/connector.yaml")),
        anywhere("a file beside the limits", file("/etc/kitward/connector.d/more.yaml")),
        anywhere("the connector's program", file("/usr/lib/kitward-connector/kitward-connector")),
        anywhere("the connector's command", file("/usr/bin/kitward-connector")),
        anywhere("the connector's state", file("/var/lib/kitward-connector/desired")),
        anywhere("the connector's unit", file("/etc/systemd/system/kitward-connector.service")),
        anywhere(
            "a drop-in of the connector",
            file("/etc/systemd/system/kitward-connector.service.d/10.conf")),
        anywhere(
            "a drop-in of all units that begin like the connector's",
            file("/etc/systemd/system/kitward-.service.d/10.conf")),
        anywhere(
            "a drop-in of every service", file("/etc/systemd/system/service.d/environment.conf")),
        anywhere(
            "what the connector wants",
            file("/lib/systemd/system/kitward-connector.service.wants/x")),
        anywhere("a unit of this boot", file("/run/systemd/system/x.service")),
        anywhere("journald's unit", file("/etc/systemd/system/systemd-journald.service.d/x.conf")),
        anywhere("the bus", file("/usr/lib/systemd/system/dbus.service.d/x.conf")),
        anywhere("the ssh door", file("/etc/systemd/system/ssh.service.d/x.conf")),
        anywhere("systemd's own settings", file("/etc/systemd/system.conf.d/x.conf")),
        anywhere("the kernel", file("/proc/sys/kernel/core_pattern")),
        anywhere("a device", file("/dev/sda")),
        anywhere("sudo", file("/etc/sudoers.d/agent")),
        anywhere("the accounts' file", file("/etc/passwd")),
        anywhere("root's keys", file("/root/.ssh/authorized_keys")),
        anywhere("ssh's settings", file("/etc/ssh/sshd_config.d/x.conf")),
        anywhere("a library for every program", file("/etc/ld.so.preload")),
        anywhere("the package database", file("/var/lib/dpkg/status")),
        anywhere("a root link to the connector's files", file("/var/run/kitward-connector/x")),
        anywhere("a folder around the connector's", directory("/var/lib")),
        anywhere("a folder in the connector's", folder("/etc/kitward/sub")),
        anywhere("stopping the connector", unit("kitward-connector.service")),
        anywhere("stopping the journal", unit("systemd-journald.service")),
        anywhere("an old connector", pack("kitward-connector")),
        anywhere("an old C library", pack("libc6")),
        anywhere("the user root", account("root", "agent")),
        anywhere("a user in sudo", account("agent", "sudo")),
        anywhere("a user in docker", account("agent", "docker")),
        anywhere("guessing a password", log("/etc/shadow")),
        anywhere("guessing the node's key", log("/var/lib/puppet/ssl/private_keys/a.pem")),
        anywhere("guessing the connector's state", log("/var/lib/kitward-connector/secrets")),
        anywhere("a cloud's credentials", http("http://169.254.169.254/latest/meta-data/")),
        anywhere("a cloud's credentials by number", http("http://2852039166/latest/")),
        limited("an unknown service", agent().service("rsyslog")),
        limited("a path outside", file("/etc/rsyslog.conf")),
        limited("a path beside an allowed one", file("/etc/default-not/agent")),
        limited("a path that climbs", file("/etc/default/../rsyslog.conf")),
        limited("a path through a link", file("/etc/agent/link/x")),
        limited("a folder outside", folder("/srv/agent")),
        limited("a hook", hook("/bin/sh", "-c", "id")),
        limited("a hook by a bare name", hook("sh", "-c", "id")),
        limited("a hook beside an allowed one", hook("/usr/sbin/agentd-not")),
        limited("a command check", command("/usr/bin/curl", "http://evil.example")),
        limited(
            "a validate command",
            agent()
                .files(
                    List.of(
                        new FileDesired(
                            "/etc/agent/x",
                            "",
                            "root",
                            "root",
                            "0644",
                            List.of("/bin/bash", "{file}"),
                            "")))),
        limited("a unit file that is a hook", file("/etc/systemd/system/agent.service")),
        limited("a cron job that is a hook", file("/etc/cron.d/agent")),
        limited("another package", pack("netcat")),
        limited("another repository", repository("https://packages.evil.example/agent/")),
        limited("a repository beside it", repository("https://packages.example/agent-not/")),
        limited("a repository by another way", repository("http://packages.example/agent/")),
        limited("a repository above it", repository("https://packages.example/agent/../")),
        limited(
            "a repository of a host that begins alike",
            repository("https://packages.example.evil.example/agent/")),
        limited(
            "a repository with a name in it",
            repository("https://packages.example@evil.example/agent/")),
        limited("a repository as a file", file("/etc/apt/sources.list.d/evil.list")),
        limited("another account", account("backdoor", "backdoor")));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("hostile")
  void isRefusedAsAWhole(boolean limits, String what, InstanceDesired asked) {
    UnaryOperator<String> leads =
        path ->
            path.replaceFirst("^/var/run/", "/run/")
                .replaceFirst("^/etc/agent/link/", "/etc/cron.d/");
    assertThat(STRICT.refusal(asked, leads)).as("with limits").isPresent();
    if (!limits) {
      assertThat(Limits.NONE.refusal(asked, leads)).as("without limits").isPresent();
    }
  }

  @Test
  void whatTheLimitsAllowIsAllowed() {
    var asked =
        agent()
            .files(
                List.of(
                    new FileDesired(
                        "/etc/agent/agent.conf",
                        "",
                        "root",
                        "root",
                        "0644",
                        List.of("agentd", "-t", "{file}"),
                        "")))
            .hooks(
                List.of(
                    new HookDesired(
                        Moment.AFTER_START,
                        List.of("/usr/lib/agent/register"),
                        Duration.ofSeconds(9))))
            .packages(List.of(new PackageDesired("agent-core", "")))
            .repositories(
                List.of(
                    new RepositoryDesired(
                        "agent",
                        RepositoryType.APT,
                        "https://packages.example/agent/debian",
                        List.of("s"),
                        List.of("c"),
                        "k")))
            .accounts(
                List.of(new AccountDesired("agent", "agent", "/srv", "/bin/false", List.of("adm"))))
            .units(List.of(new UnitDesired("agent.service", OnChange.RESTART)))
            .probes(
                List.of(
                    new Check.LogShows("/var/log/agent.log", "sent", Duration.ofMinutes(5)),
                    new Check.HttpAnswers("http://127.0.0.1:9100/metrics", "")))
            .build();
    assertThat(STRICT.refusal(asked)).isEmpty();
    assertThat(Limits.NONE.refusal(asked)).isEmpty();
  }

  @Test
  void aSensitivePlaceIsAllowedOnlyWhereItsOwnerNamesIt() {
    var sudo = file("/etc/sudoers.d/agent").build();
    var unit = file("/etc/systemd/system/agent.service").build();
    assertThat(paths("/etc").refusal(sudo)).isPresent();
    assertThat(paths("/etc/sudoers.d").refusal(sudo)).isEmpty();
    assertThat(paths("/etc").refusal(unit)).isPresent();
    assertThat(paths("/etc/systemd/system/agent.service").refusal(unit)).isEmpty();
    assertThat(Limits.NONE.refusal(unit)).isEmpty();
  }

  @Test
  void anEmptyListAllowsNothing() {
    var none =
        new Limits(
            Allowed.ANY,
            Allowed.ANY,
            Allowed.only(),
            Allowed.only(),
            Allowed.only(),
            Allowed.only(),
            Allowed.ANY,
            0,
            Limits.Mode.ENFORCE);
    assertThat(none.refusal(hook("/usr/bin/true").build())).isPresent();
    assertThat(none.refusal(pack("agent").build())).isPresent();
    assertThat(none.refusal(agent().build())).isEmpty();
  }

  private static Limits paths(String... allowed) {
    return new Limits(
        Allowed.ANY,
        Allowed.only(allowed),
        Allowed.only("/usr/bin/true"),
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        Allowed.ANY,
        0,
        Limits.Mode.ENFORCE);
  }

  private static Arguments anywhere(String what, InstanceDesiredBuilder asked) {
    return Arguments.of(false, what, asked.build());
  }

  private static Arguments limited(String what, InstanceDesiredBuilder asked) {
    return Arguments.of(true, what, asked.build());
  }

  private static InstanceDesiredBuilder agent() {
    return InstanceDesiredBuilder.of("agent", "h");
  }

  private static InstanceDesiredBuilder file(String path) {
    return agent().files(List.of(new FileDesired(path, "", "root", "root", "0644", List.of(), "")));
  }

  private static InstanceDesiredBuilder folder(String path) {
    return agent().folders(List.of(new FolderDesired(path, "root", "root", "0755")));
  }

  private static InstanceDesiredBuilder directory(String path) {
    return agent().directories(List.of(path));
  }

  private static InstanceDesiredBuilder unit(String name) {
    return agent().units(List.of(new UnitDesired(name, OnChange.RESTART)));
  }

  private static InstanceDesiredBuilder pack(String name) {
    return agent().packages(List.of(new PackageDesired(name, "")));
  }

  private static InstanceDesiredBuilder account(String user, String group) {
    return agent()
        .accounts(List.of(new AccountDesired(user, user, "/", "/bin/false", List.of(group))));
  }

  private static InstanceDesiredBuilder log(String path) {
    return agent().probes(List.of(new Check.LogShows(path, "^root:", Duration.ofDays(9))));
  }

  private static InstanceDesiredBuilder http(String url) {
    return agent().checks(List.of(new Check.HttpAnswers(url, "Access")));
  }

  private static InstanceDesiredBuilder hook(String... command) {
    return agent()
        .hooks(
            List.of(new HookDesired(Moment.AFTER_START, List.of(command), Duration.ofSeconds(9))));
  }

  private static InstanceDesiredBuilder command(String... command) {
    return agent()
        .checks(
            List.of(
                new Check.CommandSucceeds(
                    List.of(command), "nobody", 0, "", Duration.ofSeconds(9))));
  }

  private static InstanceDesiredBuilder repository(String url) {
    return agent()
        .repositories(
            List.of(
                new RepositoryDesired(
                    "r", RepositoryType.APT, url, List.of("s"), List.of("c"), "k")));
  }
}
