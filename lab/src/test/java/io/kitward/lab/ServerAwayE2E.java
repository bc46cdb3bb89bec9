package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A server that crashes, is away, or has only just begun. */
@Order(50)
class ServerAwayE2E extends OnBareHosts {

  private static final String PACKAGE = "prometheus-node-exporter";
  private static final String DISCOVERY = "/sd/prometheus/prometheus-lab";

  private final KitwardServer server;
  private final LabHost db1;

  ServerAwayE2E(Stage stage) {
    super(stage);
    this.server = stage.mission().server();
    this.db1 = stage.mission().db1().host();
  }

  @Test
  void aServerKilledDuringADeploymentKeepsEveryAnsweredTagAndNothingIsDoneTwice() {
    var apt = new Apt(db1);
    int installations = apt.installations(PACKAGE);
    long mark = Timeline.now(stage.api());
    List<String> answered;
    try (AptHold hold = AptHold.on(db1)) {
      stage.tag("database");
      hold.awaitHeld();
      answered = killAmidRequests();
      server.start();
    }

    stage.awaitDatabase();
    assertThat(answered).isNotEmpty();
    assertThat(stage.tags(Stage.WEB1)).containsAll(answered);
    assertThat(stage.tags(Stage.DB1)).contains("database");
    assertThat(apt.installations(PACKAGE)).isEqualTo(installations + 1);
    for (String once : List.of("recorded", "acting", "installed", "started", "healthy")) {
      stage.await("an event " + once, () -> count(mark, once) > 0, Stage.DB1);
      assertThat(count(mark, once)).as(once).isEqualTo(1);
    }
  }

  /** Kills the server while somebody attaches tags to web1; returns those that were answered. */
  private List<String> killAmidRequests() {
    List<String> answered = Collections.synchronizedList(new ArrayList<>());
    var killed = new AtomicBoolean();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var writer =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; !killed.get(); i++) {
                  attach("burst=n" + i, answered);
                }
              },
              threads);
      Mission.await(
          "some answered tags", Stage.LIMIT, () -> answered.size() >= 20, answered::toString);
      server.kill();
      killed.set(true);
      writer.join();
    }
    return List.copyOf(answered);
  }

  private void attach(String tag, List<String> answered) {
    try {
      ServerApi.Answer answer =
          stage
              .api()
              .send(
                  "POST",
                  "/v1/nodes/web1.lab/tags/user%2Fburst/" + tag.replace("=", "%3D"),
                  "",
                  "");
      if (answer.status() < 300) {
        answered.add(tag);
      }
    } catch (LabException e) {
      // Not answered: it may be there or not.
    }
  }

  private long count(long mark, String kind) {
    return Timeline.since(stage.api(), Stage.DB1, mark).events().stream()
        .filter(event -> event.kind().equals(kind) && event.service().equals(Stage.EXPORTER))
        .count();
  }

  @Test
  void withTheServerAwayTheConnectorKeepsWhatItLastKnewAndTellsItAfterwards() {
    stage.database();
    long mark = Timeline.now(stage.api());
    server.stop();

    db1.run("systemctl", "stop", PACKAGE).orThrow("stopping the exporter");
    Mission.await(
        "the exporter again",
        Stage.LIMIT,
        () -> Mission.open(db1, 9100),
        () -> db1.run("journalctl", "-u", "kitward-connector", "-n", "30").stdout());

    server.start();
    stage.await("the event of the repair", () -> count(mark, "repaired") == 1, Stage.DB1);
    assertThat(count(mark, "drifted")).isEqualTo(1);
  }

  @Test
  void whileLoadingDiscoveryAnswers503AndPrometheusKeepsItsTargets() {
    stage.database();
    stage.await(
        "the proof",
        () -> stage.mission().condition(Stage.DB1, Stage.EXPORTER, "Proven").equals("True"),
        Stage.DB1);
    assertThat(discover().status()).isEqualTo(200);
    server.stop();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // A change of db1 is behind, and nobody can look at it while its row is locked: the server
      // goes
      // on loading.
      var locking =
          CompletableFuture.supplyAsync(
              () -> {
                Database database = Database.awaitOpen(server, Stage.LIMIT);
                database.lockUnreconciled(Stage.DB1);
                return database;
              },
              threads);
      server.start();
      try (Database _ = locking.join()) {
        ServerApi.Answer loading = discover();
        int failures = failedRefreshes();
        Mission.await(
            "Prometheus to be told 503 twice",
            Stage.LIMIT,
            () -> failedRefreshes() >= failures + 2,
            () -> "still " + failedRefreshes());

        assertThat(loading.status()).isEqualTo(503);
        assertThat(discover().status()).isEqualTo(503);
        assertThat(targets()).contains("db1.lab:9100");
      }
    }
    stage.await("the list", () -> discover().status() == 200, Stage.DB1);
    assertThat(discover().body()).contains("db1.lab:9100");
    assertThat(targets()).contains("db1.lab:9100");
  }

  private ServerApi.Answer discover() {
    return stage.api().send("GET", DISCOVERY, "", "");
  }

  private int failedRefreshes() {
    return (int)
        curl("http://127.0.0.1:9090/metrics")
            .lines()
            .filter(line -> line.startsWith("prometheus_sd_http_failures_total"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }

  private String targets() {
    return curl("http://127.0.0.1:9090/api/v1/targets?state=active&scrapePool=kitward");
  }

  private String curl(String url) {
    return stage
        .mission()
        .mon()
        .host()
        .run("curl", "-s", url)
        .orThrow("asking Prometheus")
        .stdout();
  }
}
