package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The RPM family: a host that says it is one of its machines, with dnf, rpm and a signed repository
 * of its own. What stands on one test's end begins the next.
 */
@Order(62)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class RpmE2E {

  private static final String NODE = "r1.lab";
  private static final String SERVICE = "rpm-exporter";
  private static final String PACKAGE = "prometheus-node-exporter";
  private static final String UNIT = PACKAGE + ".service";
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final String ROCKY =
      """
      NAME="Rocky Linux"
      ID="rocky"
      ID_LIKE="rhel centos fedora"
      VERSION_ID="9.4"
      """;

  private static final String SUSE =
      """
      NAME="openSUSE Leap"
      ID="opensuse-leap"
      ID_LIKE="suse opensuse"
      VERSION_ID="15.6"
      """;

  /** What a repository of that family calls them, of which Debian packages they are made here. */
  private static final List<String> RPMS =
      List.of(
          "golang-github-prometheus-node-exporter=prometheus-node-exporter@1",
          "nrpe=nagios-nrpe-server@1",
          "nagios-plugins-dummy=monitoring-plugins-basic@1",
          "nagios-plugins-load=monitoring-plugins-basic@1",
          "nagios-plugins-disk=monitoring-plugins-basic@1",
          "nagios-plugins-nrpe=nagios-nrpe-plugin@1",
          "net-snmp=snmpd@1",
          "net-snmp-utils=snmp@1",
          "bacula-client=bacula-fd+bacula-common@1",
          "rsyslog@1");

  private static final Map<String, String> TOOLS =
      Map.of(
          "node-exporter", "{}",
          "nrpe", "{loadWarning: 99, loadCritical: 100}",
          "snmpd", "{community: \"secret:rpm-community@1\", contact: root@lab}",
          "bacula-fd", "{director: mon.lab-dir}",
          "rsyslog", "{target: mon.lab}");

  private static final List<String> UNITS =
      List.of(UNIT, "nrpe.service", "snmpd.service", "bacula-fd.service", "rsyslog.service");

  private final Stage stage;
  private final LabHost host;
  private String key = "";

  @TempDir Path folder;

  RpmE2E(Stage stage) {
    this.stage = stage;
    this.host = stage.mission().lab().host("r1", "rpm");
  }

  @BeforeAll
  void aMachineOfTheRpmFamily() {
    host.copy(
        stage.mission().lab().home().resolve("lab/sh/rpm-repository.sh"), "/root/repository.sh");
    host.run(
            Duration.ofMinutes(3),
            "sh",
            "/root/repository.sh",
            "/srv/rpm",
            PACKAGE + "@1",
            PACKAGE + "@2")
        .orThrow("building the repository");
    key = host.read("/srv/rpm/KITWARD-LAB.asc");
    stage.enrolled(PuppetAgent.on(host));
    become(ROCKY, "RedHat");
  }

  @AfterAll
  void gone() {
    tag();
  }

  @Test
  @Order(1)
  void aPinnedVersionOfASignedRepositoryIsInstalledAndItsServiceRuns() {
    want("version: 1.5.0-1", key);
    tag("family=rpm");
    awaitWell("1.5.0-1");
    assertThat(host.read("/etc/yum.repos.d/kitward-lab.repo")).contains("gpgcheck=1");
    assertThat(host.run("systemctl", "is-active", UNIT).stdout().strip()).isEqualTo("active");
    assertThat(host.run("curl", "-s", "http://127.0.0.1:9100/metrics").stdout())
        .contains("node_exporter_build_info");
  }

  @Test
  @Order(2)
  void aNewerVersionIsAnUpgradeAndAnOlderOneADowngrade() {
    want("minimum: 1.5.0-2", key);
    awaitWell("1.5.0-2");
    want("version: 1.5.0-1", key);
    awaitWell("1.5.0-1");
    want("upgrade: latest", key);
    awaitWell("1.5.0-2");
  }

  @Test
  @Order(3)
  void aPackageThatIsRemovedByHandComesBackAndRuns() {
    host.run("systemctl", "stop", UNIT).orThrow("stopping");
    host.run("rpm", "-e", PACKAGE).orThrow("removing");
    awaitWell("1.5.0-2");
    stage.await("the unit", () -> host.run("systemctl", "is-active", UNIT).exit() == 0, NODE);
  }

  @Test
  @Order(4)
  void aLockedPackageIsLeftAndSaid() {
    host.write("/etc/dnf/plugins/versionlock.list", PACKAGE + "-0:1.5.0-2.*\n", "0644");
    want("version: 1.5.0-1", key);
    stage.await("the lock, said", () -> reason().equals("Held"), NODE);
    assertThat(installed()).isEqualTo("1.5.0-2");
    host.run("rm", "/etc/dnf/plugins/versionlock.list").orThrow("unlocking");
    awaitWell("1.5.0-1");
  }

  @Test
  @Order(5)
  void offBoardingLeavesNothingOfIt() {
    tag();
    stage.await("the end of the service", () -> stage.mission().instances(NODE).isEmpty(), NODE);
    assertThat(installed()).isEmpty();
    assertThat(host.run("test", "-e", "/etc/yum.repos.d/kitward-lab.repo").exit()).isEqualTo(1);
    assertThat(host.run("test", "-e", "/usr/bin/" + PACKAGE).exit()).isEqualTo(1);
  }

  @Test
  @Order(6)
  void toolsOfTheCatalogWorkAsTheirRpmVariantsSay() throws IOException {
    var command = new ArrayList<>(List.of("sh", "/root/repository.sh", "/srv/rpm"));
    command.addAll(RPMS);
    host.run(Duration.ofMinutes(4), command.toArray(String[]::new))
        .orThrow("building the catalog's packages");
    host.write(
        "/etc/yum.repos.d/lab.repo",
        """
        [lab]
        name=lab
        baseurl=file:///srv/rpm
        gpgcheck=1
        gpgkey=file:///srv/rpm/KITWARD-LAB.asc
        metadata_expire=1
        """,
        "0644");
    secret("rpm-community", "lab-community");
    Path documents = folder.resolve("catalog.yaml");
    var policies = new StringBuilder();
    TOOLS.forEach(
        (tool, values) ->
            policies.append(
                """
                ---
                apiVersion: kitward/v1
                kind: Policy
                metadata: {name: rpm-%s}
                spec:
                  selector: family = catalog
                  priority: 10
                  effect: require
                  services: [%s]
                  parameters: {%s: %s}
                """
                    .formatted(tool, tool, tool, values)));
    Files.writeString(documents, policies);
    var server = stage.mission().server();
    Path catalog = stage.mission().lab().home().resolve("catalog");
    server
        .command("apply", "-f", catalog.toString(), "-f", documents.toString())
        .orThrow("applying the catalog");
    tag("family=catalog");
    for (String tool : TOOLS.keySet()) {
      awaitOk(tool);
    }
    UNITS.forEach(
        unit -> {
          host.run("systemctl", "kill", "-s", "KILL", unit).orThrow("killing " + unit);
          stage.await(
              unit + " after its end",
              () -> host.run("systemctl", "is-active", unit).exit() == 0,
              NODE);
        });
    host.run("sh", "-c", "systemctl stop snmpd; rpm -e net-snmp").orThrow("removing a package");
    stage.await("net-snmp again", () -> host.run("rpm", "-q", "net-snmp").exit() == 0, NODE);
    awaitOk("snmpd");
    tag();
    stage.await("the end of the tools", () -> stage.mission().instances(NODE).isEmpty(), NODE);
  }

  @Test
  @Order(7)
  void onAMachineOfSuseTheSameGoesThroughZypper() {
    become(SUSE, "Suse");
    want("version: 1.5.0-1", key);
    tag("family=rpm");
    awaitWell("1.5.0-1");
    assertThat(host.read("/etc/zypp/repos.d/kitward-lab.repo")).contains("gpgcheck=1");
    want("minimum: 1.5.0-2", key);
    awaitWell("1.5.0-2");
    want("version: 1.5.0-1", key);
    awaitWell("1.5.0-1");
    host.run("systemctl", "stop", UNIT).orThrow("stopping");
    host.run("rpm", "-e", PACKAGE).orThrow("removing");
    awaitWell("1.5.0-1");
    tag();
    stage.await("the end of the service", () -> stage.mission().instances(NODE).isEmpty(), NODE);
    assertThat(installed()).isEmpty();
    assertThat(host.run("test", "-e", "/etc/zypp/repos.d/kitward-lab.repo").exit()).isEqualTo(1);
  }

  /** The machine says that it is another one, to a connector that has just started. */
  private void become(String release, String family) {
    host.run("rm", "-f", "/etc/os-release").orThrow("becoming another machine");
    host.write("/etc/os-release", release, "0644");
    host.run("systemctl", "restart", "kitward-connector").orThrow("starting the connector anew");
    stage.await("the node as one of " + family, () -> fact("os.family").equals(family), NODE);
  }

  private void awaitOk(String tool) {
    Mission.await(
        tool + " on the machine of the RPM family",
        LIMIT,
        () -> stage.isWell(NODE, tool),
        () -> stage.mission().server().command("describe", NODE).stdout());
  }

  private void tag(String... tags) {
    stage.api().tags(NODE, "user/rpm", List.of(tags));
  }

  private void secret(String name, String value) {
    stage
        .api()
        .send(
            "POST",
            "/v1/secrets",
            "application/json",
            "{\"name\": \"%s\", \"value\": \"%s\"}".formatted(name, value))
        .orThrow();
  }

  private void want(String version, String signedBy) {
    try {
      Path documents = folder.resolve("rpm.yaml");
      Files.writeString(
          documents,
          """
          apiVersion: kitward/v1
          kind: Service
          metadata: {name: rpm-exporter}
          spec:
            accounts:
              - {user: prometheus}
            packages:
              - name: exporter-of-another-family
            units:
              - {name: %s, onChange: restart}
            checks:
              - {type: http, url: "http://127.0.0.1:9100/metrics", contains: node_exporter_build_info}
            variants:
              - when: facts.os.family in (RedHat, Suse)
                repositories:
                  - name: lab
                    type: rpm
                    url: file:///srv/rpm
                    key: |
          %s
                packages:
                  - {name: %s, %s}
            offboarding: {contract: uninstall, grace: 0s}
          ---
          apiVersion: kitward/v1
          kind: Policy
          metadata: {name: rpm-exporter}
          spec:
            selector: family = rpm
            priority: 10
            effect: require
            services: [rpm-exporter]
          """
              .formatted(UNIT, signedBy.indent(12).stripTrailing(), PACKAGE, version));
      stage
          .mission()
          .server()
          .command("apply", "-f", documents.toString())
          .orThrow("applying the documents");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void awaitWell(String version) {
    Mission.await(
        SERVICE + " at " + version,
        LIMIT,
        () -> installed().equals(version) && stage.isWell(NODE, SERVICE),
        () -> installed() + "\n" + stage.mission().server().command("describe", NODE).stdout());
  }

  private String installed() {
    Output output = host.run("rpm", "-q", "--qf", "%{VERSION}-%{RELEASE}", PACKAGE);
    return output.exit() == 0 ? output.stdout() : "";
  }

  private String reason() {
    return stage.condition(NODE, SERVICE, "Installed").path("reason").asString("");
  }

  private String fact(String name) {
    return stage
        .api()
        .send("GET", "/v1/nodes/" + NODE, "", "")
        .json()
        .path("facts")
        .path(name)
        .asString("");
  }
}
