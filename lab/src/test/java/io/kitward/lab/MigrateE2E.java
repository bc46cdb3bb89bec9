package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puppet and Kitward on one server: a tool is moved from the one to the other without a gap, as
 * docs/guides/moving-off-puppet.md says, and neither undoes the other's work.
 */
@Order(46)
class MigrateE2E extends OnBareHosts {

  private static final String UNIT = "prometheus-node-exporter";
  private static final String FILE = "/etc/default/prometheus-node-exporter";
  private static final String LIMITS =
      "/etc/systemd/system/prometheus-node-exporter.service.d/60-kitward-limits.conf";
  private static final String FORWARD = "/etc/rsyslog.d/60-kitward-forward.conf";
  private static final String INSTANCES = "/run/kitward-connector/instances.json";
  private static final String ARGS = "ARGS=\"--web.listen-address=:9100 --collector.systemd\"\n";

  /** How Puppet managed the exporter until now. */
  private static final String BEFORE =
      node(
          """
          package { 'prometheus-node-exporter': ensure => installed }
          -> file { '/etc/default/prometheus-node-exporter':
            owner => root, group => root, mode => '0644', content => @(TEXT)
          %s| TEXT
          }
          ~> service { 'prometheus-node-exporter': ensure => running, enable => true }
          """
              .formatted(ARGS));

  private final LabHost db1;

  MigrateE2E(Stage stage) {
    super(stage);
    this.db1 = stage.mission().db1().host();
  }

  private static String node(String code) {
    return "node 'db1.lab' {\n  include kitward\n  kitward::tag('environment=production')\n"
        + code
        + "}\nnode default {\n  include kitward\n}\n";
  }

  @Test
  void aToolIsMovedOffPuppetWhileItRunsOn() {
    try {
      puppet(BEFORE);
      String process = process();
      assertThat(tool().path("unwanted").toString()).isEqualTo("[\"db1.lab\"]");
      assertThat(tool().path("puppet").toString()).isEqualTo("[\"db1.lab\"]");

      // A policy wants it: nothing is touched, and the report says what would change.
      stage.tag("database");
      stage.await("the conflict", () -> !exception("rival").isMissingNode(), Stage.DB1);
      String told = report("table");
      assertThat(told)
          .contains(
              "Puppet's on db1.lab",
              "Puppet manages Service[prometheus-node-exporter]",
              "Puppet manages File[" + FILE + "]",
              FILE + " has another content (db1.lab)",
              "+ # Kept by Kitward: a change here is undone.",
              LIMITS + " is missing (db1.lab)",
              UNIT + ".service would be restarted (db1.lab)");
      assertThat(
              stage
                  .mission()
                  .server()
                  .command("adopt", "db1.lab/node-exporter", "--dry-run")
                  .stdout())
          .contains("+ # Kept by Kitward: a change here is undone.", "would be restarted");
      assertThat(db1.read(FILE)).isEqualTo(ARGS);
      awaitHere(Stage.EXPORTER, "blocked");
      assertThat(here(Stage.EXPORTER).path("paths").toString()).contains(FILE, LIMITS);
      assertThat(here(Stage.EXPORTER).path("units").toString()).contains(UNIT + ".service");
      assertThat(stage.mission().db1().run().output())
          .as("Puppet's side of it")
          .contains("Service[" + UNIT + "] manages what node-exporter manages");

      // Puppet writes what Kitward would write, and restarts nothing for it.
      puppet(aligned());
      stage.await(
          "nothing to change any more",
          () -> tool().path("unchanged").toString().equals("[\"db1.lab\"]"),
          Stage.DB1);
      assertThat(process()).isEqualTo(process);

      // Kitward takes it over beside Puppet: both want the same.
      stage.mission().server().command("adopt", "db1.lab/node-exporter").orThrow("adopting");
      stage.awaitDatabase();
      assertThat(process()).isEqualTo(process);
      assertThat(stage.mission().db1().run().orThrow().changed()).isFalse();

      // Puppet lets go.
      stage.mission().puppetCode("site-without-database.pp");
      stage.mission().db1().run().orThrow();
      stage.await(
          "Kitward alone",
          () -> tool().path("managed").toString().equals("[\"db1.lab\"]"),
          Stage.DB1);
      assertThat(process()).isEqualTo(process);
      awaitHere(Stage.EXPORTER, "ok");
      assertThat(exception("rival").isMissingNode()).isTrue();

      db1.run("systemctl", "stop", UNIT).orThrow("stopping it");
      stage.await("the exporter again", () -> !process().equals("0"), Stage.DB1);
    } finally {
      letGo();
      stage.strip(); // first Kitward: no two shall work on the packages at once
      db1.run(
              "sh",
              "-euc",
              "DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=60 purge -y -qq"
                  + " --autoremove "
                  + UNIT
                  + "; rm -rf $(dirname "
                  + LIMITS
                  + "); systemctl daemon-reload")
          .orThrow("purging what Puppet had brought");
    }
  }

  @Test
  void nothingIsWrittenIntoAFolderThatPuppetPurgesUntilPuppetChanges() {
    try {
      puppet(
          node(
              """
              file { '/etc/rsyslog.d':
                ensure => directory, recurse => true, purge => true, ignore => '10-*',
              }
              """));
      stage.tag("database");
      stage.await("the conflict", () -> !exception("rival").isMissingNode(), Stage.DB1);
      assertThat(exception("rival").path("message").asString(""))
          .contains(
              "Puppet purges /etc/rsyslog.d (File[/etc/rsyslog.d]): it would remove " + FORWARD);
      assertThat(stage.condition(Stage.DB1, Stage.RSYSLOG, "Installed").path("reason").asString(""))
          .isEqualTo("Conflict");
      assertThat(db1.run("test", "-e", FORWARD).exit()).isNotZero();
      awaitHere(Stage.RSYSLOG, "blocked");
      assertThat(here(Stage.RSYSLOG).path("paths").toString()).contains(FORWARD);
      assertThat(said("stat", "-c", "%a %U", INSTANCES)).isEqualTo("644 root");
      stage.await("the other one", () -> stage.isHealthy(Stage.DB1, Stage.EXPORTER), Stage.DB1);
      assertThat(
              db1.run("sh", "-c", "systemctl restart kitward-connector && cat " + INSTANCES)
                  .stdout())
          .as("it stays while the connector is started again")
          .contains(FORWARD);

      letGo();
      stage.awaitDatabase();
      assertThat(db1.run("test", "-e", FORWARD).exit()).isZero();

      // Puppet begins to purge a folder in which Kitward has written: it wins, and that is said.
      puppet(
          node(
              """
              file { '/etc/rsyslog.d':
                ensure => directory, recurse => true, purge => true, ignore => '10-*',
              }
              """));
      stage.await("the conflict", () -> !exception("rival").isMissingNode(), Stage.DB1);
      stage.await(
          "its words",
          () ->
              stage
                  .condition(Stage.DB1, Stage.RSYSLOG, "Configured")
                  .path("message")
                  .asString("")
                  .contains(FORWARD + " is gone and not written again"),
          Stage.DB1);
      assertThat(stage.mission().db1().run().orThrow().changed()).as("no fight").isFalse();
      assertThat(db1.run("test", "-e", FORWARD).exit()).isNotZero();
      stage.mission().server().command("adopt", "db1.lab/rsyslog").orThrow("accepting it");
      stage.await("the file again", () -> db1.run("test", "-e", FORWARD).exit() == 0, Stage.DB1);
    } finally {
      letGo();
    }
  }

  /** What the connector's reading of catalogs rests on, tried with the real Puppet. */
  @Test
  void puppetPurgesAsTheConnectorThinksItDoes() {
    String[] folders = {"all", "remote", "near", "but", "ignored"};
    db1.run(
            "sh",
            "-euc",
            "mkdir -p /srv/purge/source; for d in "
                + String.join(" ", folders)
                + "; do mkdir -p /srv/purge/$d/sub/kept; touch /srv/purge/$d/a.conf"
                + " /srv/purge/$d/.hidden /srv/purge/$d/sub/b.conf /srv/purge/$d/sub/kept/c.conf;"
                + " done")
        .orThrow("laying out");
    try {
      db1.write(
          "/srv/purge/site.pp",
          """
          File { ensure => directory, purge => true }
          file { '/srv/purge/all': recurse => true }
          file { '/srv/purge/remote': recurse => remote, source => '/srv/purge/source' }
          file { '/srv/purge/near': recurse => true, recurselimit => 1 }
          file { '/srv/purge/but': recurse => true }
          file { '/srv/purge/but/sub': purge => false }
          file { '/srv/purge/ignored': recurse => true, ignore => ['a*', 's?b'] }
          """,
          "0644");
      db1.run("puppet", "apply", "/srv/purge/site.pp").orThrow("applying");
      assertThat(
              said("sh", "-c", "cd /srv/purge; find all remote near but ignored -type f | sort")
                  .lines())
          .containsExactly(
              "but/sub/b.conf",
              "but/sub/kept/c.conf",
              "ignored/a.conf",
              "ignored/sub/b.conf",
              "ignored/sub/kept/c.conf",
              "near/sub/b.conf",
              "near/sub/kept/c.conf",
              "remote/.hidden",
              "remote/a.conf",
              "remote/sub/b.conf",
              "remote/sub/kept/c.conf");
    } finally {
      db1.run("rm", "-rf", "/srv/purge");
    }
  }

  /** Puppet's code with the files that the report says, as it says them. */
  private String aligned() {
    return node(
        """
        package { 'prometheus-node-exporter': ensure => installed }
        -> file { '%s':
          owner => root, group => root, mode => '0644', content => @(TEXT)
        %s| TEXT
        }
        file { '/etc/systemd/system/prometheus-node-exporter.service.d': ensure => directory }
        -> file { '%s':
          owner => root, group => root, mode => '0644', content => @(TEXT)
        %s| TEXT
        }
        ~> exec { '/usr/bin/systemctl daemon-reload': refreshonly => true }
        service { 'prometheus-node-exporter':
          ensure => running, enable => true, require => Package['prometheus-node-exporter'],
        }
        """
            .formatted(
                FILE,
                coming(FILE + " has another content") + ARGS,
                LIMITS,
                coming(LIMITS + " is missing")));
  }

  /** The lines that a change would bring. */
  private String coming(String sentence) {
    for (JsonNode one : tool().path("changes")) {
      String change = one.path("change").asString("");
      if (change.startsWith(sentence + "\n")) {
        return change
                .lines()
                .filter(line -> line.startsWith("+ "))
                .map(line -> line.substring(2))
                .reduce((a, b) -> a + "\n" + b)
                .orElseThrow()
            + "\n";
      }
    }
    throw new LabException("the report does not say: " + sentence + "; it says: " + tool());
  }

  private void puppet(String manifest) {
    stage.mission().puppet().writeManifest(manifest);
    stage.mission().db1().run().orThrow();
  }

  /** Puppet knows nothing of any tool again. */
  private void letGo() {
    stage.mission().puppetCode("site-without-database.pp");
    stage.mission().db1().run().orThrow();
  }

  private String report(String format) {
    return stage
        .mission()
        .server()
        .command("migrate", "report", "-l", "environment = production", "-o", format)
        .orThrow("the report")
        .stdout();
  }

  /** The exporter, as the report has it. */
  private JsonNode tool() {
    for (JsonNode tool : JsonMapper.shared().readTree(report("json")).path("tools")) {
      if (tool.path("service").asString("").equals(Stage.EXPORTER)) {
        return tool;
      }
    }
    throw new LabException("the report has no " + Stage.EXPORTER + ": " + report("table"));
  }

  /** A service as the connector tells it to others on the same machine. */
  private JsonNode here(String service) {
    return JsonMapper.shared().readTree(db1.read(INSTANCES)).path("instances").path(service);
  }

  /** The connector tells it within a second or so after the server knows. */
  private void awaitHere(String service, String phase) {
    stage.await(
        service + " to be " + phase + " in " + INSTANCES,
        () -> here(service).path("phase").asString("").equals(phase),
        Stage.DB1);
  }

  /** The daemon's process; 0 when it does not run. */
  private String process() {
    return said("systemctl", "show", "-P", "MainPID", UNIT);
  }

  private String said(String... command) {
    return db1.run(command).orThrow(String.join(" ", List.of(command))).stdout().strip();
  }
}
