package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** A machine without Puppet: it joins with a token, gets its tools, and comes and goes. */
@Order(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class JoinE2E {

  private static final String LAYER = "join";
  private static final String N1 = "j1.lab";
  private static final String SERIAL = "openssl x509 -in /etc/kitward/pki/node.pem -noout -serial";

  private final Stage stage;
  private final KitwardServer server;
  private LabHost n1;

  JoinE2E(Stage stage) {
    this.stage = stage.console();
    this.server = stage.mission().server();
    this.n1 = stage.mission().lab().host("j1", LAYER);
  }

  @BeforeAll
  void tools() {
    assertThat(n1.run("sh", "-c", "command -v puppet").exit()).as("no Puppet here").isNotZero();
  }

  private Output join(LabHost host, String... options) {
    String command =
        server
            .command(concat(new String[] {"token", "join"}, options))
            .orThrow("making a token")
            .stdout();
    return host.run(Duration.ofMinutes(5), "bash", "-o", "pipefail", "-c", command);
  }

  private static String[] concat(String[] first, String... second) {
    String[] all = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  @Order(1)
  void theCommandOfTheTokenMakesAMachineANode() {
    Output joined = join(n1, "--for=1h", "--tags=environment=production");

    assertThat(joined.exit()).as(joined.stdout() + joined.stderr()).isZero();
    assertThat(joined.stdout()).contains("j1.lab has joined and is connected");
    assertThat(stage.isConnected(N1)).isTrue();
    assertThat(stage.tags(N1)).containsExactly("environment=production");
    assertThat(n1.run("stat", "-c", "%a %U", "/etc/kitward/pki/node.key").stdout())
        .isEqualTo("600 root\n");
  }

  @Test
  @Order(2)
  void twiceIsHarmless() {
    String serial = n1.run("sh", "-c", SERIAL).stdout();
    Output again = join(n1);
    assertThat(again.exit()).as(again.stdout() + again.stderr()).isZero();
    assertThat(again.stdout()).contains("this machine has joined already");
    assertThat(n1.run("sh", "-c", SERIAL).stdout()).isEqualTo(serial);
  }

  @Test
  @Order(3)
  void aTagFromTheCommandLineBringsItsTool() {
    server.command("tag", N1, "database").orThrow("tagging");
    stage.await("node-exporter on n1", () -> stage.isHealthy(N1, Stage.EXPORTER), N1);
    assertThat(n1.run("systemctl", "is-active", "prometheus-node-exporter").stdout())
        .isEqualTo("active\n");
  }

  @Test
  @Order(4)
  void aMachineInTheMiddleWithAnotherAuthorityIsFoundOutBeforeAnythingRuns() {
    String command = server.command("token", "join").orThrow("making a token").stdout().strip();
    String fingerprint = command.replaceAll(".*echo \"([0-9a-f]{64}).*", "$1");
    Output refused =
        n1.run("bash", "-o", "pipefail", "-c", command.replace(fingerprint, "0".repeat(64)));
    assertThat(refused.exit()).isNotZero();
    assertThat(refused.stdout()).doesNotContain("kitward:");
  }

  private String serial() {
    return n1.run("sh", "-c", SERIAL).stdout();
  }

  @Test
  @Order(5)
  void aCopyOfTheMachineIsRefusedAndTheOriginalGoesOn() {
    LabHost copy = stage.mission().lab().host("j5", LAYER);
    String kept = "tar -cf - /etc/kitward /var/lib/kitward-connector 2>/dev/null | base64 -w0";
    copy.write("/root/copy", n1.run("sh", "-c", kept).stdout(), "0600");
    copy.copy(Mission.connectorPackage(stage.mission().lab().home()), "/root/connector.deb");
    copy.run(
            "sh",
            "-euc",
            "base64 -d /root/copy | tar -xf - -C /; dpkg -i /root/connector.deb >/dev/null")
        .orThrow("starting the copy");

    stage.await(
        "the exception of the copy",
        () -> stage.api().get("/v1/exceptions?state=open").toString().contains("a second machine"),
        N1);
    // It may be between two connections just now, since it renews its certificate.
    stage.await("the original's connection", () -> stage.isConnected(N1), N1);
    stage.await(
        "the copy's own words",
        () ->
            copy.run("journalctl", "-u", "kitward-connector", "-o", "cat", "--no-pager")
                .stdout()
                .contains("belongs to another machine"),
        N1);
    copy.run("systemctl", "stop", "kitward-connector").orThrow("stopping the copy");
  }

  @Test
  @Order(6)
  void theCertificateRenewsItself() {
    String before = serial();
    stage.await("a new certificate", () -> !serial().equals(before), N1);
    stage.await("the connection with it", () -> stage.isConnected(N1), N1);
  }

  @Test
  @Order(7)
  void aRetiredNodeIsLeftWithoutItsToolsAndRefusedUntilItIsTakenBack() {
    server.command("node", "retire", N1, "--reason=sold").orThrow("retiring");
    stage.await("its end", () -> state().equals("gone"), N1);
    assertThat(n1.run("systemctl", "is-active", "prometheus-node-exporter").exit()).isNotZero();
    stage.await("its absence", () -> !stage.isConnected(N1), N1);

    server.command("node", "unretire", N1).orThrow("taking back");
    stage.await("its return", () -> stage.isConnected(N1), N1);
    stage.await("its tool", () -> stage.isHealthy(N1, Stage.EXPORTER), N1);
  }

  private String state() {
    return stage.api().get("/v1/nodes/" + N1).path("retired").path("state").asString("");
  }

  @Test
  @Order(8)
  void aMachineThatWasInstalledAnewContinuesItsNode() {
    n1.run(
            "sh",
            "-euc",
            "systemctl stop kitward-connector; rm -rf /etc/kitward /var/lib/kitward-connector; systemd-id128 new >/etc/machine-id")
        .orThrow("forgetting everything");
    Output stranger = join(n1);
    assertThat(stranger.exit()).isNotZero();
    assertThat(stranger.stderr()).contains("is a node already").contains("--certname j1.lab");

    Output joined = join(n1, "--certname=" + N1);
    assertThat(joined.exit()).as(joined.stdout() + joined.stderr()).isZero();
    assertThat(stage.tags(N1)).contains("environment=production", "database");
    stage.await("its tool", () -> stage.isHealthy(N1, Stage.EXPORTER), N1);
  }
}
