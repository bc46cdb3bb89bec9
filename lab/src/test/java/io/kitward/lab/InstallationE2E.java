package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Installations that meet trouble on the node. */
@Order(30)
class InstallationE2E extends OnBareHosts {

  private static final String PACKAGE = "prometheus-node-exporter";
  private static final String INSTALLED = "install ok installed";

  private static final String HOLD_LOCK =
      """
      use Fcntl;
      open(my $file, '>', '/var/lib/dpkg/lock-frontend') or die;
      my $lock = pack('s s x4 q q l x4', F_WRLCK, 0, 0, 0, 0);
      fcntl($file, F_SETLK, $lock) or die;
      open(my $mark, '>', '/run/lock-held'); close $mark;
      sleep;
      """;

  private final LabHost db1;
  private final Apt apt;

  InstallationE2E(Stage stage) {
    super(stage);
    this.db1 = stage.mission().db1().host();
    this.apt = new Apt(db1);
  }

  @Test
  void aConnectorKilledInTheMiddleOfDpkgRecovers() {
    try (AptHold hold = AptHold.on(db1)) {
      stage.tag("database");
      hold.awaitHeld();
      assertThat(apt.status(PACKAGE)).isEqualTo("install ok half-configured");

      killConnector();
      awaitNoDpkg();
      assertThat(apt.audit()).contains(PACKAGE);
    }

    stage.awaitDatabase();
    assertThat(apt.status(PACKAGE)).isEqualTo(INSTALLED);
    assertThat(apt.audit()).isEmpty();
  }

  @Test
  void aConnectorKilledWhenAptBeginsRecovers() {
    stage.tag("database");
    db1.run("sh", "-c", "until pgrep -x apt-get >/dev/null; do :; done")
        .orThrow("waiting for apt-get");

    killConnector();

    stage.awaitDatabase();
    assertThat(apt.status(PACKAGE)).isEqualTo(INSTALLED);
    assertThat(apt.audit()).isEmpty();
  }

  private void killConnector() {
    db1.run("systemctl", "kill", "--kill-whom=main", "-s", "KILL", "kitward-connector")
        .orThrow("killing the connector");
  }

  private void awaitNoDpkg() {
    stage.await("the end of dpkg", () -> db1.run("pgrep", "-x", "dpkg").exit() == 1, Stage.DB1);
  }

  @Test
  void aptLockedByAnotherProcessIsSaidWithTheProcessAndItGoesOnWhenReleased() {
    db1.run("rm", "-f", "/run/lock-held").orThrow("preparing");
    db1.write("/run/hold-lock.pl", HOLD_LOCK, "0644");
    db1.run("systemd-run", "--quiet", "--collect", "--unit=holder", "perl", "/run/hold-lock.pl")
        .orThrow("locking apt");
    stage.await("the lock", () -> db1.run("test", "-e", "/run/lock-held").exit() == 0, Stage.DB1);
    String holder = db1.run("systemctl", "show", "-P", "MainPID", "holder").stdout().strip();

    stage.tag("database");

    stage.await(
        "Installed=False, locked",
        () -> installed(Stage.EXPORTER).path("reason").asString("").equals("Locked"),
        Stage.DB1);
    JsonNode locked = installed(Stage.EXPORTER);
    assertThat(locked.path("status").asString("")).isEqualTo("False");
    assertThat(locked.path("message").asString("")).contains("perl").contains("pid " + holder);

    db1.run("systemctl", "stop", "holder").orThrow("releasing apt");
    stage.awaitDatabase();
  }

  private JsonNode installed(String service) {
    return stage.condition(Stage.DB1, service, "Installed");
  }

  @Test
  void aPackageThatDoesNotExistIsSaidInAptsWordsAndNothingLoopsHot(@TempDir Path folder)
      throws IOException {
    Path documents = folder.resolve("missing.yaml");
    Files.writeString(
        documents,
        """
        apiVersion: kitward/v1
        kind: Service
        metadata: {name: missing-tool}
        spec:
          packages:
            - name: kitward-no-such-package
          offboarding: {contract: purge, grace: 0s}
        ---
        apiVersion: kitward/v1
        kind: Policy
        metadata: {name: missing-tool}
        spec:
          selector: test = missing
          priority: 10
          effect: require
          services: [missing-tool]
        """);
    stage
        .mission()
        .server()
        .command("apply", "-f", documents.toString())
        .orThrow("applying the documents");
    apt.noteStarts();

    stage.tag("test=missing");

    stage.await(
        "Installed=False",
        () -> installed("missing-tool").path("reason").asString("").equals("NotFound"),
        Stage.DB1);
    assertThat(installed("missing-tool").path("status").asString("")).isEqualTo("False");
    assertThat(installed("missing-tool").path("message").asString(""))
        .isEqualTo("Unable to locate package kitward-no-such-package");
    assertThat(stage.mission().phase(Stage.DB1, "missing-tool")).isEqualTo("failed");
    // Three starts a try (install, update, install); tries at 0, 5 and 15 s at the most often.
    Awaitility.await("few starts of apt-get")
        .during(Duration.ofSeconds(20))
        .atMost(Duration.ofSeconds(40))
        .until(() -> apt.starts() <= 12);
    apt.forgetStarts();
  }
}
