package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.lab.demo.Breakages;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The mission's scenario, from Puppet's tags to the proof in Prometheus and back. Each test stands
 * on those before it; the first finds db1 as it was before anybody thought of Kitward.
 */
@Order(10)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class ScenarioE2E {

  private static final String UP = "up{job=\"kitward\",certname=\"db1.lab\"}";
  private static final String DROP_IN = "/etc/rsyslog.d/10-by-hand.conf";
  private static final String FOREIGN = "/var/lib/prometheus/node-exporter/by-hand.prom";

  private final Stage stage;
  private final Mission mission;
  private final LabHost db1;
  private HostState before =
      new HostState(java.util.Map.of(), java.util.Map.of(), java.util.Map.of());

  ScenarioE2E(Stage stage) {
    this.stage = stage;
    this.mission = stage.mission();
    this.db1 = mission.db1().host();
  }

  @BeforeAll
  void puppetRuns() {
    before = HostState.of(db1);
    mission.puppetCode("site.pp");
    stage.servers();
  }

  static Stream<Named<Breakages.Breakage>> breakages() {
    return Breakages.ALL.stream().map(breakage -> Named.of(breakage.name(), breakage));
  }

  @Test
  @Order(1)
  void tagsOfAPuppetRunBecomeRowsOfPuppetsSourceWhichVouchesForThem() {
    JsonNode tags = stage.api().get("/v1/nodes/db1.lab/tags").path("items");

    assertThat(tags.valueStream().map(tag -> tag.path("tag").asString("")))
        .containsExactlyInAnyOrder("database", "environment=production");
    assertThat(tags.valueStream().map(tag -> tag.path("source").asString("")))
        .containsOnly("puppet");
    assertThat(tags.valueStream().map(tag -> tag.path("trust").asString("")))
        .containsOnly("vouched");
    try (Database database = Database.open(mission.server())) {
      assertThat(database.tags("db1.lab", "puppet"))
          .containsExactlyInAnyOrder("database", "environment=production");
    }
  }

  @Test
  @Order(2)
  void theTaggedServerGetsBothServicesAndTheOtherNone() {
    stage.awaitDatabase();

    assertThat(Mission.open(db1, 9100)).isTrue();
    assertThat(db1.read("/etc/default/prometheus-node-exporter")).contains("--collector.systemd");
    assertThat(db1.read("/etc/rsyslog.d/60-kitward-forward.conf")).contains("mon.lab");
    assertThat(mission.instances(Stage.WEB1)).isEmpty();
    assertThat(Mission.open(mission.web1().host(), 9100)).isFalse();
    assertThat(new Apt(mission.web1().host()).status("prometheus-node-exporter")).isEmpty();
  }

  @Test
  @Order(3)
  void prometheusKnowsTheServerByItsTagsAndKitwardProvesIt() {
    stage.await(
        "the proof in Prometheus",
        () -> mission.condition(Stage.DB1, Stage.EXPORTER, "Proven").equals("True"),
        Stage.DB1);

    assertThat(
            mission.prometheus(
                "up{job=\"kitward\",certname=\"db1.lab\",tag_database=\"true\",tag_environment=\"production\"}"))
        .containsExactly("1");
    assertThat(mission.prometheus("up{job=\"kitward\",certname=\"web1.lab\"}")).isEmpty();
    assertThat(stage.isWell(Stage.DB1, Stage.EXPORTER)).isTrue();
  }

  @Test
  @Order(4)
  void aLogLineReachesTheLogReceiver() {
    String word = "e2e-" + UUID.randomUUID();

    db1.run("logger", "-t", "e2e", word).orThrow("logging");

    stage.await(
        "the line on mon",
        () -> mission.mon().host().run("grep", "-rqs", word, "/var/log/kitward").exit() == 0,
        Stage.MON);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  @Order(5)
  void aBreakageIsDetectedAndRepairedByKitwardAndNotBySystemd(Breakages.Breakage breakage) {
    String since = db1.run("date", "+%s").stdout().strip();

    Breakages.Result result = Breakages.run(mission, breakage);

    stage.awaitDatabase();
    assertThat(Mission.open(db1, 9100)).isTrue();
    assertThat(result.words()).isNotEmpty();
    assertThat(
            db1.run("journalctl", "-u", "kitward-connector", "-o", "cat", "--since", "@" + since)
                .stdout())
        .contains(Stage.EXPORTER + ": " + result.words());
    assertThat(db1.run("systemctl", "show", "-P", "NRestarts", "prometheus-node-exporter").stdout())
        .isEqualTo("0\n");
  }

  @Test
  @Order(6)
  void theServicesGoWithTheTagFromTheServerAndFromPrometheus() {
    mission.puppetCode("site-without-database.pp");

    mission.db1().run().orThrow();

    stage.await("the end of the services", () -> mission.instances(Stage.DB1).isEmpty(), Stage.DB1);
    stage.await("the end in Prometheus", () -> mission.prometheus(UP).isEmpty(), Stage.DB1);
    assertThat(Mission.open(db1, 9100)).isFalse();
    assertThat(new Apt(db1).status("prometheus-node-exporter")).isEmpty();
  }

  @Test
  @Order(7)
  void packagesAndFilesAreAsBeforeButForWhatIsExplained() {
    HostDifferences differences = before.differences(HostState.of(db1));

    assertThat(differences.unexplained()).isEmpty();
    assertThat(differences.bookkeeping()).contains("+ package kitward-connector");
  }

  @Test
  @Order(8)
  void whatWasThereByHandIsThereByteForByteWithOwnerAndMode() {
    HostState now = HostState.of(db1);

    assertThat(db1.read(DROP_IN)).isEqualTo("# by hand\nlocal7.* /var/log/by-hand.log\n");
    assertThat(db1.read(FOREIGN)).isEqualTo("by_hand_metric 1\n");
    for (String path : List.of(DROP_IN, FOREIGN)) {
      assertThat(now.files()).containsEntry(path, before.files().getOrDefault(path, "none"));
    }
  }
}
