package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The alert rules of the server's package on Debian's Prometheus, which scrapes the lab's server:
 * they are read, do in simulated time what they say, and each fires on real series, with limits
 * that the lab is beyond and without waiting.
 */
@Order(39)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class AlertRulesE2E {

  private static final String FOLDER = "/root/kitward-rules";
  private static final String UNIT = "kitward-rules";
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Where the lab is beyond the limit. The server's own end and a console away are real. */
  private static final Map<String, List<String>> LOWERED =
      Map.ofEntries(
          Map.entry(
              "KitwardNodeDoorDown",
              List.of("kitward_nodedoor_up == 0", "kitward_nodedoor_up == 1")),
          Map.entry("KitwardNotReady", List.of("kitward_ready == 0", "kitward_ready == 1")),
          Map.entry("KitwardFiguresOld", List.of("> 120", ">= 0")),
          Map.entry("KitwardReconcileLag", List.of("> 60", ">= 0")),
          Map.entry("KitwardReconcileFailing", List.of("> 0", ">= 0")),
          Map.entry("KitwardRevocationsOld", List.of("> 900", ">= 0")),
          Map.entry("KitwardManyNodesStale", List.of("> 0.05", ">= 0")),
          Map.entry("KitwardBackendQueue", List.of("> 100", ">= 0")),
          Map.entry("KitwardDoorCertificateExpires", List.of("< 14 *", "< 14000 *")),
          Map.entry("KitwardNodeCertificatesExpire", List.of("> 0", ">= 0")),
          Map.entry("KitwardProofsLapse", List.of("> 0", ">= 0")),
          Map.entry("KitwardDatabaseLarge", List.of("> 50e9", "> 50")));

  private static final Set<String> REAL = Set.of("KitwardServerDown", "KitwardBackendUnreachable");

  private static final String BACKEND =
      """
      {"apiVersion": "kitward/v1", "kind": "Backend", "metadata": {"name": "away-lab"},
       "spec": {"type": "prometheus", "url": "http://127.0.0.1:9"}}
      """;

  private final Stage stage;
  private final LabHost mon;
  private final Path packaged;

  AlertRulesE2E(Stage stage) {
    this.stage = stage;
    this.mon = stage.mission().mon().host();
    this.packaged = stage.mission().lab().home().resolve("server/packaging/prometheus");
  }

  @BeforeAll
  void aPrometheusThatScrapesTheServer() throws Exception {
    shell("mkdir -p " + FOLDER);
    for (String file : List.of("kitward.rules.yml", "kitward.rules.test.yml")) {
      mon.copy(packaged.resolve(file), FOLDER + "/" + file);
    }
    mon.copy(stage.mission().server().ca(), FOLDER + "/ca.pem");
    mon.copy(stage.mission().server().token(), FOLDER + "/token");
    mon.write(FOLDER + "/lowered.yml", lowered(), "0644");
    String port = stage.mission().server().url().replaceFirst(".*:", "");
    mon.write(
        FOLDER + "/prometheus.yml",
        """
        global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
        rule_files: [kitward.rules.yml, lowered.yml]
        scrape_configs:
          - job_name: kitward
            scheme: https
            authorization: {credentials_file: %1$s/token}
            tls_config: {ca_file: %1$s/ca.pem}
            static_configs: [{targets: ["%2$s:%3$s"]}]
        """
            .formatted(FOLDER, Mission.KITWARD, port),
        "0644");
    put("away-lab", BACKEND);
    stage.api().tags("alerted.lab", "user/alerts", List.of("alerted"));
    shell(
        "systemd-run --unit="
            + UNIT
            + " prometheus --config.file="
            + FOLDER
            + "/prometheus.yml --storage.tsdb.path="
            + FOLDER
            + "/data --web.listen-address=127.0.0.1:9191");
  }

  @AfterAll
  void asBefore() {
    shell("systemctl stop " + UNIT + "; rm -rf " + FOLDER);
    stage.delete("Backend/away-lab");
    var _ =
        stage
            .api()
            .send(
                "POST", "/v1/nodes/alerted.lab/retire", "application/json", "{\"reason\":\"test\"}")
            .orThrow();
  }

  /** The same rules, each under a name of its own, with limits that the lab is beyond, at once. */
  private String lowered() throws Exception {
    var text = new StringBuilder();
    String alert = "";
    for (String line : Files.readAllLines(packaged.resolve("kitward.rules.yml"))) {
      String shown = line;
      if (line.contains("- alert: ")) {
        alert = line.substring(line.indexOf("alert: ") + 7);
        shown = line.replace("Kitward", "Lowered");
      } else if (line.contains(" expr: ") && LOWERED.containsKey(alert)) {
        List<String> limit = LOWERED.get(alert);
        assertThat(line).as(alert).contains(limit.getFirst());
        shown = line.replace(limit.getFirst(), limit.getLast());
      } else if (line.contains(" for: ")) {
        continue;
      } else if (line.contains("- name: kitward")) {
        shown = line.replace("kitward", "lowered");
      }
      text.append(shown).append('\n');
    }
    return text.toString();
  }

  @Test
  @Order(1)
  void debiansPrometheusReadsTheRulesAndTheyDoInTimeWhatTheySay() {
    assertThat(shell("cd " + FOLDER + "; promtool check rules kitward.rules.yml"))
        .contains("SUCCESS: 14 rules found");
    assertThat(shell("cd " + FOLDER + "; promtool test rules kitward.rules.test.yml"))
        .contains("SUCCESS");
  }

  @Test
  @Order(2)
  void eachRuleFiresOnSeriesOfARealServer() {
    var expected = new TreeSet<String>();
    LOWERED.keySet().forEach(alert -> expected.add(alert.replace("Kitward", "Lowered")));
    expected.add("LoweredBackendUnreachable");
    await().atMost(LIMIT).untilAsserted(() -> assertThat(firing()).containsAll(expected));
    assertThat(firing()).as("the server is there").doesNotContain("LoweredServerDown");
    for (JsonNode group : ask("rules").path("data").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        assertThat(rule.path("health").asString("")).as(rule.toString()).isEqualTo("ok");
      }
    }
    assertThat(LOWERED.size() + REAL.size()).as("none is left out").isEqualTo(14);
  }

  @Test
  @Order(3)
  void aServerThatIsGoneIsSaidToBeGoneUntilItIsBack() {
    stage.mission().server().stop();
    try {
      await().atMost(LIMIT).until(() -> firing().contains("LoweredServerDown"));
    } finally {
      stage.mission().server().start();
    }
    await().atMost(LIMIT).until(() -> !firing().contains("LoweredServerDown"));
  }

  private Set<String> firing() {
    return ask("alerts")
        .path("data")
        .path("alerts")
        .valueStream()
        .filter(alert -> alert.path("state").asString("").equals("firing"))
        .map(alert -> alert.path("labels").path("alertname").asString(""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private JsonNode ask(String what) {
    Output output = mon.run("curl", "-s", "http://127.0.0.1:9191/api/v1/" + what);
    return output.exit() == 0
        ? JsonMapper.shared().readTree(output.stdout())
        : JsonMapper.shared().missingNode();
  }

  private void put(String name, String json) {
    var _ =
        stage
            .api()
            .send("PUT", "/v1/documents/Backend/" + name, "application/json", json)
            .orThrow();
  }

  private String shell(String script) {
    return mon.run("sh", "-euc", script).orThrow(script).stdout();
  }
}
