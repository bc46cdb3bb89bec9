package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The packages of the RPM family, through dnf and rpm: a machine joins and gets the connector as an
 * rpm; another becomes a server. Both machines are Debian's beneath, with what an rpm asks for
 * named by one empty rpm.
 */
@Order(63)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class RpmPackagesE2E {

  private static final String NODE = "r3.lab";
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** What a machine of the family has before Kitward comes. */
  private static final String BASE =
      """
      mkdir -p /etc/rpm /var/lib/rpm /root/base
      printf '%%_dbpath /var/lib/rpm\n' >/etc/rpm/macros.lab
      cat >/root/base.spec <<'SPEC'
      Name: base-of-the-lab
      Version: 1
      Release: 1
      Summary: What a machine of this family has
      License: none
      Provides: /bin/sh, glibc, systemd, shadow-utils, util-linux, postgresql = 15, postgresql-server = 15
      %description
      Nothing.
      %files
      SPEC
      HOME=/root rpmbuild --quiet -bb --define '_rpmdir /root/base' /root/base.spec
      rpm -U --replacepkgs /root/base/*/base-of-the-lab-1-1.*.rpm
      """;

  private final Stage stage;
  private final LabHost node;
  private final LabHost server;

  RpmPackagesE2E(Stage stage) {
    this.stage = stage;
    Lab lab = stage.mission().lab();
    this.node = lab.host("r3", "rpm");
    this.server = lab.host("r4", "rpm-server");
  }

  @AfterAll
  void gone() {
    node.powerOff();
    server.powerOff();
  }

  /** The rpm of a part, {@code connector} or {@code server}, at a version. */
  private Path built(String part, String version) {
    Path home = stage.mission().lab().home();
    var builder = new ProcessBuilder("sh", home.resolve(part + "/package.sh").toString(), "rpm");
    builder.environment().put("KITWARD_VERSION", version);
    return Path.of(
        Commands.run(builder, Duration.ofMinutes(10))
            .orThrow("building the rpm of the " + part)
            .stdout()
            .lines()
            .toList()
            .getLast());
  }

  private static String sh(LabHost host, String script) {
    return host.run(LIMIT, "bash", "-euo", "pipefail", "-c", script)
        .orThrow(script)
        .stdout()
        .strip();
  }

  private String version() {
    return stage.api().get("/v1/nodes/" + NODE).path("connectorVersion").asString("");
  }

  @Test
  @Order(1)
  void aMachineOfTheFamilyJoinsAndGetsTheConnectorThroughDnf() throws java.io.IOException {
    Path rpm = built("connector", "0.1.0");
    Path offered = stage.mission().packages().resolve(rpm.getFileName());
    java.nio.file.Files.copy(rpm, offered, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    java.nio.file.Files.setPosixFilePermissions(
        offered, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
    sh(node, BASE);
    sh(node, "dpkg --purge kitward-connector 2>/dev/null || true; rm -rf /etc/kitward");
    sh(node, "mv /usr/bin/apt-get /usr/bin/apt-get.away");

    String command =
        stage.mission().server().command("token", "join").orThrow("making a token").stdout();
    Output joined = node.run(LIMIT, "bash", "-o", "pipefail", "-c", command);

    assertThat(joined.exit()).as(joined.stdout() + joined.stderr()).isZero();
    assertThat(joined.stdout()).contains("r3.lab has joined and is connected");
    assertThat(sh(node, "rpm -q --qf '%{VERSION}' kitward-connector")).isEqualTo("0.1.0");
    assertThat(sh(node, "rpm -V kitward-connector; systemctl is-enabled kitward-connector"))
        .isEqualTo("enabled");
    assertThat(stage.isConnected(NODE)).isTrue();
  }

  @Test
  @Order(2)
  void aNewerPackageIsANewerConnectorAndTheWayBackIsOneCommand() {
    Path newer = built("connector", "0.1.9");
    node.copy(newer, "/root/newer.rpm");
    node.copy(built("connector", "0.1.0"), "/root/former.rpm");

    sh(node, "dnf install -y -q /root/newer.rpm");
    stage.await("the newer connector", () -> version().equals("0.1.9"), NODE);
    stage.await("its connection", () -> stage.isConnected(NODE), NODE);

    sh(node, "dnf downgrade -y -q /root/former.rpm");
    stage.await("the former connector", () -> version().equals("0.1.0"), NODE);
    stage.await("its connection", () -> stage.isConnected(NODE), NODE);
  }

  @Test
  @Order(3)
  void takenAwayItLeavesTheIdentityAndNothingElse() {
    sh(node, "rpm -e kitward-connector");

    assertThat(node.run("systemctl", "cat", "kitward-connector").exit()).isNotZero();
    assertThat(node.run("ls", "/usr/lib/kitward-connector").exit()).isNotZero();
    assertThat(node.run("ls", "/var/lib/kitward-connector").exit()).isNotZero();
    assertThat(sh(node, "ls /etc/kitward")).contains("connector.yaml");
    stage.await("the end of its connection", () -> !stage.isConnected(NODE), NODE);
  }

  @Test
  @Order(4)
  void aServerFromItsRpmRunsOnThatMachinesPostgres() {
    sh(server, BASE);
    // Only Debian has these.
    sh(server, "mv /usr/bin/pg_lsclusters /usr/bin/pg_lsclusters.away; mv /usr/bin/apt-get /root/");
    sh(server, "systemctl start postgresql");
    server.copy(built("server", "0.1.0"), "/root/server.rpm");
    sh(server, "dnf install -y -q /root/server.rpm && rm /root/server.rpm");
    assertThat(server.run("systemctl", "is-active", "kitward-server").stdout().strip())
        .isEqualTo("inactive");

    String store = sh(server, "kitward-server database");
    server.write(
        "/etc/kitward/server.yaml",
        "name: r4.lab\nconnector: {packages: /usr/share/kitward/connectors}\n" + store + "\n",
        "0644");
    sh(server, "kitward-server database --check && kitward-server check");
    sh(server, "systemctl enable -q --now kitward-server");

    Output status = kitward("status");
    assertThat(status.exit()).as(status.stderr()).isZero();
    assertThat(sh(server, "ls /usr/share/kitward/connectors")).contains(".rpm").contains(".deb");
  }

  private Output kitward(String... words) {
    var command =
        new ArrayList<>(
            List.of(
                "env",
                "KITWARD_SERVER=https://r4.lab:8443",
                "KITWARD_CA=/var/lib/kitward/ca/ca.pem",
                "KITWARD_TOKEN_FILE=/var/lib/kitward/admin.token",
                "kitward"));
    command.addAll(Arrays.asList(words));
    return server.run(LIMIT, command.toArray(String[]::new));
  }

  @Test
  @Order(5)
  void takenAwayTheServerLeavesItsKeysAndSaysSo() {
    Output removed = server.run(LIMIT, "rpm", "-e", "kitward-server");

    assertThat(removed.exit()).as(removed.stderr()).isZero();
    assertThat(removed.stdout() + removed.stderr())
        .contains("these stay, and so does the user kitward: /var/lib/kitward");
    assertThat(server.run("systemctl", "cat", "kitward-server").exit()).isNotZero();
    assertThat(server.run("ls", "/usr/lib/kitward-server").exit()).isNotZero();
    assertThat(sh(server, "stat -c %U /var/lib/kitward/ca/ca.pem")).isEqualTo("kitward");
  }
}
