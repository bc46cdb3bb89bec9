package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a tool is looked after when a person on its server has a mind of their own. */
@Order(45)
class CareE2E extends OnBareHosts {

  private static final Pattern EXPOSURE =
      Pattern.compile("Overall exposure level for kitward-connector.service: ([0-9.]+)");
  private static final String UNIT = "prometheus-node-exporter";
  private static final String FILE = "/etc/default/prometheus-node-exporter";
  private static final String OWN = "ARGS=\"--web.listen-address=:9100 --collector.cpu\"\n";

  /** As the scenario's, with a service that Kitward is asked for too. */
  private static final String RIVAL =
      """
      node 'db1.lab' {
        include kitward
        kitward::tag('environment=production')
        service { 'prometheus-node-exporter': }
      }
      node default {
        include kitward
      }
      """;

  private final LabHost db1;

  CareE2E(Stage stage) {
    super(stage);
    this.db1 = stage.mission().db1().host();
  }

  @Test
  void whoStopsAToolReadsInItsLogWhatHappensAndHowToSuspendIt() {
    stage.database();
    db1.run("systemctl", "stop", UNIT).orThrow("stopping");
    stage.await("the exporter again", () -> active(), Stage.DB1);
    stage.await(
        "the line in the unit's own log",
        () ->
            db1.run("journalctl", "-u", UNIT, "-o", "cat", "--no-pager")
                .stdout()
                .contains("kitward-connector suspend node-exporter --for 2h"),
        Stage.DB1);
    assertThat(
            db1.run(
                    "journalctl",
                    "-t",
                    "kitward",
                    "KITWARD_SERVICE=node-exporter",
                    "KITWARD_EVENT=drifted",
                    "-o",
                    "cat",
                    "--no-pager")
                .stdout())
        .contains("is stopped");
    stage.await("the status to tell it", () -> status().contains("repaired: started"), Stage.DB1);
    assertThat(status()).contains("keeps it as desired");

    String told =
        db1.run("kitward-connector", "suspend", Stage.EXPORTER, "--for", "1h", "--reason", "disk")
            .orThrow("suspending")
            .stdout();
    assertThat(told).contains("nothing is changed for node-exporter until");
    db1.run("systemctl", "stop", UNIT).orThrow("stopping");
    stage.await(
        "the server to know",
        () -> stage.mission().phase(Stage.DB1, Stage.EXPORTER).equals("blocked"),
        Stage.DB1);
    assertThat(stage.condition(Stage.DB1, Stage.EXPORTER, "Running").path("reason").asString(""))
        .isEqualTo("Suspended");
    assertThat(exceptions()).isEmpty();
    assertThat(active()).isFalse();
    stage.await(
        "the status to tell it", () -> status().contains("changes nothing until"), Stage.DB1);
    assertThat(status()).contains("disk");

    db1.run("kitward-connector", "resume", Stage.EXPORTER).orThrow("resuming");
    stage.await("the exporter again", () -> active(), Stage.DB1);
    stage.awaitDatabase();
  }

  @Test
  void aPersonSuspendsFromAfar() {
    stage.database();
    stage.mission().server().command("suspend", "db1.lab/node-exporter", "--for", "1h");
    stage.await("the node to know", () -> status().contains("changes nothing until"), Stage.DB1);
    db1.run("systemctl", "stop", UNIT).orThrow("stopping");
    stage.await(
        "the server to know",
        () -> stage.mission().phase(Stage.DB1, Stage.EXPORTER).equals("blocked"),
        Stage.DB1);
    assertThat(active()).isFalse();
    stage.mission().server().command("resume", "db1.lab/node-exporter");
    stage.await("the exporter again", () -> active(), Stage.DB1);
    stage.awaitDatabase();
  }

  @Test
  void aToolThatWasThereKeepsItsConfigurationUntilItIsAdoptedAndHasItBackAfterwards() {
    db1.run("sh", "-c", "DEBIAN_FRONTEND=noninteractive apt-get install -y -qq " + UNIT)
        .orThrow("installing by hand");
    try {
      db1.write(FILE, OWN, "0640");
      db1.run("systemctl", "restart", UNIT).orThrow("restarting");
      assertThat(whose()).isEqualTo("FOREIGN");
      stage.tag("database");
      stage.await("the exception", () -> !exception("adoptable").isMissingNode(), Stage.DB1);
      assertThat(whose()).isEqualTo("ADOPTABLE");
      assertThat(stage.mission().phase(Stage.DB1, Stage.EXPORTER)).isEqualTo("blocked");
      assertThat(exception("adoptable").path("details").toString())
          .contains("--- " + FILE, "- ARGS=", "+ ARGS=", "+ # Kept by Kitward");
      assertThat(db1.read(FILE)).isEqualTo(OWN);

      Output told = stage.mission().server().command("adopt", "db1.lab/node-exporter");
      assertThat(told.stdout()).contains("- ARGS=", "accepted");
      stage.awaitDatabase();
      assertThat(whose()).isEqualTo("MANAGED");
      assertThat(db1.read(FILE)).contains("Kept by Kitward");

      stage.strip();
      assertThat(db1.read(FILE)).isEqualTo(OWN);
      assertThat(db1.run("stat", "-c", "%a", FILE).stdout().strip()).isEqualTo("640");
      assertThat(active()).isTrue();
      assertThat(exception("adoptable").isMissingNode()).isTrue();
    } finally {
      stage.tag();
      db1.run(
          "sh", "-c", "DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq --autoremove " + UNIT);
    }
  }

  @Test
  void whatPuppetManagesTooIsAConflictAndNotTouchedUntilAPersonAccepts() {
    stage.mission().puppet().writeManifest(RIVAL);
    try {
      stage.mission().db1().run().orThrow();
      stage.tag("database");
      stage.await("the exception", () -> !exception("rival").isMissingNode(), Stage.DB1);
      assertThat(exception("rival").path("message").asString(""))
          .contains("Puppet manages Service[" + UNIT + "]");
      assertThat(
              stage.condition(Stage.DB1, Stage.EXPORTER, "Installed").path("reason").asString(""))
          .isEqualTo("Conflict");
      assertThat(whose()).isEqualTo("CONFLICT");
      stage.mission().server().command("adopt", "db1.lab/node-exporter");
      stage.awaitDatabase();
    } finally {
      stage.mission().puppetCode("site-without-database.pp");
      stage.mission().db1().run().orThrow();
    }
  }

  @Test
  void whatIsUndoneAgainAndAgainIsAConflictUntilItIsQuiet() {
    stage.database();
    db1.run("sh", "-euc", "for i in $(seq 45); do echo '# by hand' >>" + FILE + "; sleep 0.5; done")
        .orThrow("undoing what is repaired");
    stage.await("the exception", () -> !exception("contested").isMissingNode(), Stage.DB1);
    assertThat(exception("contested").path("message").asString("")).contains("again and again");
    assertThat(whose()).isEqualTo("CONFLICT");
    db1.run("kitward-connector", "resume", Stage.EXPORTER).orThrow("resuming");
    stage.await("its end", () -> exception("contested").isMissingNode(), Stage.DB1);
    stage.awaitDatabase();
    assertThat(whose()).isEqualTo("MANAGED");
    assertThat(db1.read(FILE)).doesNotContain("by hand");
  }

  /** What stays open and why: docs/adr/0019. */
  @Test
  void theConnectorsUnitIsLockedAsFarAsWasDecided() {
    String told =
        db1.run("systemd-analyze", "security", "--no-pager", "kitward-connector.service")
            .orThrow("asking how exposed the unit is")
            .stdout();
    Matcher level = EXPOSURE.matcher(told);
    assertThat(level.find()).as(told).isTrue();
    assertThat(Double.parseDouble(level.group(1))).as(told).isLessThanOrEqualTo(4.8);
  }

  /** Whose the exporter is, as the node itself says. */
  private String whose() {
    String told = stage.mission().server().command("tools", Stage.DB1, "-o", "json").stdout();
    for (JsonNode tool : JsonMapper.shared().readTree(told).path("tools")) {
      if (tool.path("service").asString("").equals(Stage.EXPORTER)) {
        return tool.path("relation").asString("");
      }
    }
    return "";
  }

  private boolean active() {
    return db1.run("systemctl", "is-active", "--quiet", UNIT).exit() == 0;
  }

  private String status() {
    return db1.run("kitward-connector", "status").stdout();
  }
}
