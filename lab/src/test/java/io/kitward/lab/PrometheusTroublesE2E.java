package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.Prometheus;
import io.kitward.server.backend.Sighting;
import io.kitward.server.backend.driver.DirectExchange;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 * The Prometheus on mon, in which people have a job of their own: refused by Kitward during a whole
 * deployment, its job changed and removed, slow, and other programs in its place. It says itself
 * that discovery fails.
 */
@Order(45)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(SharedStage.class)
class PrometheusTroublesE2E {

  private static final String SOURCE = "user/scraped";
  private static final String CONFIGURATION = "/etc/prometheus/prometheus.yml";
  private static final String TOKEN = "/etc/prometheus/kitward.token";
  private static final String BACKEND =
      """
      {"apiVersion": "kitward/v1", "kind": "Backend",
       "metadata": {"name": "prometheus-lab", "description": "The Prometheus on mon"},
       "spec": {"type": "prometheus", "url": "http://mon.lab:9090", "configure": {"node": "mon.lab",
         "services": [
           {"name": "prometheus-job", "parameters": {"refreshInterval": "1s", "scrapeInterval": "1s"}}%s]}}}
      """;
  private static final String ALERTS =
      """
      , {"name": "prometheus-alerts", "parameters": {"failing": "1s", "nothing": "1s", "interval": "1s"}}""";
  private static final String POLICY =
      """
      {"apiVersion": "kitward/v1", "kind": "Policy", "metadata": {"name": "scraped"},
       "spec": {"selector": "scraped", "effect": "require", "services": ["node-exporter"]}}
      """;

  private static final String QUESTIONS =
      "prometheus_sd_refresh_duration_seconds_count{mechanism=\"http\"}";

  private final Stage stage;
  private final LabHost mon;
  private String foreign = "";

  PrometheusTroublesE2E(Stage stage) {
    this.stage = stage.bare();
    this.mon = stage.mission().mon().host();
  }

  @BeforeAll
  void aPrometheusThatPeopleUse() {
    shell(
        """
        cp -p /etc/prometheus/prometheus.yml /root/prometheus.yml
        cat >>/etc/prometheus/prometheus.yml <<'END'
          - job_name: people
            static_configs:
              - targets: ['localhost:9090']
        END
        systemctl reload prometheus
        """);
    foreign = foreign();
    put("Policy/scraped", POLICY);
    put("Backend/prometheus-lab", BACKEND.formatted(ALERTS));
    stage.api().tags(Stage.DB1, SOURCE, List.of("scraped"));
    awaitWell("prometheus-alerts");
    awaitProven(Stage.DB1);
  }

  @AfterAll
  void asBefore() {
    assertThat(foreign()).isEqualTo(foreign);
    put("Backend/prometheus-lab?confirm=1", BACKEND.formatted(""));
    for (String node : List.of(Stage.DB1, Stage.WEB1)) {
      stage.api().tags(node, SOURCE, List.of());
      stage.await("the end of the exporter", () -> stage.mission().instances(node).isEmpty(), node);
    }
    stage.delete("Policy/scraped");
    stage.await(
        "the end of the rules",
        () -> mon.run("test", "-e", "/etc/prometheus/kitward-rules.yml").exit() != 0,
        Stage.MON);
    assertThat(foreign()).isEqualTo(foreign);
    shell(
        "sed -i '/^  - job_name: people/,$d' /etc/prometheus/prometheus.yml; systemctl reload prometheus");
    assertThat(shell("sed '/^# BEGIN kitward/,/^# END kitward/d' /root/prometheus.yml; echo end"))
        .isEqualTo(
            shell(
                "sed '/^# BEGIN kitward/,/^# END kitward/d' /etc/prometheus/prometheus.yml; echo end"));
  }

  private String shell(String script) {
    return mon.run("sh", "-euc", script).orThrow(script).stdout();
  }

  /** All in Prometheus' folder that is none of Kitward's. */
  private String foreign() {
    return shell(
        """
        cd /etc/prometheus
        sed '/^# BEGIN kitward/,/^# END kitward/d' prometheus.yml
        find . -type f ! -name 'kitward*' -printf '%p %m %u %g\\n' | sort
        find . -type f ! -name 'kitward*' ! -name prometheus.yml -exec sha256sum {} + | sort
        """);
  }

  private void put(String document, String json) {
    var _ =
        stage.api().send("PUT", "/v1/documents/" + document, "application/json", json).orThrow();
  }

  private void awaitWell(String service) {
    stage.await(service + " on mon", () -> stage.isWell(Stage.MON, service), Stage.MON);
  }

  private String condition(String node, String type, String field) {
    return stage.condition(node, Stage.EXPORTER, type).path(field).asString("");
  }

  private void awaitProven(String node) {
    stage.await(
        "the proof of " + node, () -> condition(node, "Proven", "status").equals("True"), node);
  }

  private JsonNode ask(String path) {
    return JsonMapper.shared().readTree(shell("curl -s 'http://127.0.0.1:9090" + path + "'"));
  }

  private List<String> targets() {
    return ask("/api/v1/targets?state=active&scrapePool=kitward")
        .path("data")
        .path("activeTargets")
        .valueStream()
        .map(target -> target.path("labels").path("certname").asString(""))
        .sorted()
        .toList();
  }

  private void awaitAlert(String name) {
    Mission.await(
        name,
        Stage.LIMIT,
        () ->
            ask("/api/v1/alerts")
                .path("data")
                .path("alerts")
                .valueStream()
                .anyMatch(
                    alert ->
                        alert.path("labels").path("alertname").asString("").equals(name)
                            && alert.path("state").asString("").equals("firing")),
        () -> ask("/api/v1/rules").toString());
  }

  private long count(String metric) {
    return Math.round(
        Double.parseDouble(
            shell(
                    "curl -s http://127.0.0.1:9090/metrics | grep '^%s ' | cut -d' ' -f2"
                        .formatted(metric))
                .strip()));
  }

  private long failures() {
    return count("prometheus_sd_http_failures_total");
  }

  @Test
  @Order(1)
  void itsRulesAreLoadedAndEveryQuestionAtTheSameMomentHasTheSameAnswer() throws Exception {
    assertThat(shell("promtool check rules /etc/prometheus/kitward-rules.yml"))
        .contains("SUCCESS: 3 rules found");
    Mission.await(
        "three rules that are looked at",
        Stage.LIMIT,
        () -> healthyRules() == 3,
        () -> ask("/api/v1/rules").toString());
    List<Callable<String>> questions =
        java.util.Collections.nCopies(
            8, () -> stage.api().send("GET", "/sd/prometheus/prometheus-lab", "", "").body());
    var answers = new ArrayList<String>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<String> answer : threads.invokeAll(questions)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers.stream().collect(Collectors.toSet())).hasSize(1);
    assertThat(answers.getFirst()).contains("db1.lab:9100");
  }

  private long healthyRules() {
    return ask("/api/v1/rules")
        .path("data")
        .path("groups")
        .valueStream()
        .filter(group -> group.path("name").asString("").equals("kitward"))
        .flatMap(group -> group.path("rules").valueStream())
        .filter(rule -> rule.path("health").asString("").equals("ok"))
        .count();
  }

  @Test
  @Order(2)
  void refusedDuringAWholeDeploymentItKeepsWhatItHasSaysSoAndCatchesUp() {
    String before = shell("cat " + CONFIGURATION + " " + TOKEN);
    stage
        .mission()
        .server()
        .command("suspend", "mon.lab/prometheus-job", "--for", "20m", "--reason", "trouble")
        .orThrow("suspending");
    stage.await(
        "the suspension",
        () -> mon.run("kitward-connector", "status").stdout().contains("changes nothing until"),
        Stage.MON);
    long failed = failures();
    shell("echo nobodys-token >" + TOKEN);
    Mission.await(
        "two refusals", Stage.LIMIT, () -> failures() >= failed + 2, () -> "" + failures());

    stage.api().tags(Stage.WEB1, SOURCE, List.of("scraped"));
    stage.await("web1's exporter", () -> stage.isHealthy(Stage.WEB1, Stage.EXPORTER), Stage.WEB1);
    awaitAlert("KitwardDiscoveryFails");
    assertThat(targets()).containsExactly(Stage.DB1);
    assertThat(condition(Stage.DB1, "Proven", "status")).isEqualTo("True");
    assertThat(condition(Stage.WEB1, "Registered", "status")).isEqualTo("Unknown");
    System.out.println("while refused: " + condition(Stage.WEB1, "Registered", "message"));

    shell(
        "sed -i '/^# BEGIN kitward prometheus-job/,/^# END kitward prometheus-job/d' %s; systemctl reload prometheus"
            .formatted(CONFIGURATION));
    awaitAlert("KitwardNothingDiscovered");
    stage.await(
        "the doubt",
        () -> condition(Stage.DB1, "Registered", "status").equals("Unknown"),
        Stage.DB1);
    assertThat(stage.isHealthy(Stage.DB1, Stage.EXPORTER)).isTrue();
    assertThat(stage.mission().prometheus("up{job=\"people\"}")).containsExactly("1");

    stage.mission().server().command("resume", "mon.lab/prometheus-job").orThrow("resuming");
    awaitProven(Stage.DB1);
    awaitProven(Stage.WEB1);
    assertThat(shell("cat " + CONFIGURATION + " " + TOKEN)).isEqualTo(before);
    long since = failures();
    awaitThreeQuestions();
    assertThat(failures()).isEqualTo(since);
  }

  @Test
  @Order(3)
  void aJobThatPeopleChangedOrRemovedAndATokenThatIsGoneComeBack() {
    String before = shell("cat " + CONFIGURATION + " " + TOKEN);
    for (String hand :
        List.of(
            "sed -i 's#/sd/prometheus/#/sd/nowhere/#' " + CONFIGURATION,
            "sed -i '/^# BEGIN kitward/,/^# END kitward/d' " + CONFIGURATION,
            "rm " + TOKEN)) {
      shell(hand);
      stage.await(
          "all again after " + hand,
          () -> mon.run("cat", CONFIGURATION, TOKEN).stdout().equals(before),
          Stage.MON);
    }
    awaitWell("prometheus-job");
    awaitWell("prometheus-alerts");
    assertThat(foreign()).isEqualTo(foreign);
    stage.await("its targets", () -> targets().equals(List.of(Stage.DB1, Stage.WEB1)), Stage.MON);
  }

  @Test
  @Order(4)
  void aJobOfPeopleThatHasTheSameNameIsLeftAloneAndSaid() {
    String before = shell("cat " + CONFIGURATION);
    shell(
        """
        sed '/^# BEGIN kitward prometheus-job/,/^# END kitward prometheus-job/d' %1$s >/etc/prometheus/next
        cat >>/etc/prometheus/next <<'END'
          - job_name: kitward
            static_configs:
              - targets: ['localhost:9090']
        END
        chmod 644 /etc/prometheus/next
        mv /etc/prometheus/next %1$s
        """
            .formatted(CONFIGURATION));
    stage.await(
        "the refusal",
        () ->
            stage
                .condition(Stage.MON, "prometheus-job", "Configured")
                .path("message")
                .asString("")
                .contains("found multiple scrape configs with job name \"kitward\""),
        Stage.MON);
    String theirs = shell("cat " + CONFIGURATION);
    assertThat(theirs)
        .contains("- job_name: kitward")
        .doesNotContain("BEGIN kitward prometheus-job");
    assertThat(targets()).containsExactly(Stage.DB1, Stage.WEB1);

    shell("sed -i '/^  - job_name: kitward/,$d' " + CONFIGURATION);
    stage.await(
        "Kitward's again", () -> mon.run("cat", CONFIGURATION).stdout().equals(before), Stage.MON);
    awaitWell("prometheus-job");
  }

  @Test
  @Order(5)
  void itIsNeverRefusedWhileItsTokenIsRotatedAndServersComeAndGo() {
    long failed = failures();
    for (List<String> tags : List.of(List.<String>of(), List.of("scraped"), List.<String>of())) {
      stage.api().tags(Stage.WEB1, SOURCE, tags);
      String before = shell("cat " + TOKEN);
      stage
          .mission()
          .server()
          .command("secret", "rotate", "console-prometheus-lab")
          .orThrow("rotating");
      stage.await("the new token", () -> !mon.run("cat", TOKEN).stdout().equals(before), Stage.MON);
    }
    stage.api().tags(Stage.WEB1, SOURCE, List.of("scraped"));
    stage.await("its targets", () -> targets().equals(List.of(Stage.DB1, Stage.WEB1)), Stage.MON);
    awaitProven(Stage.WEB1);
    awaitThreeQuestions();
    assertThat(failures()).isEqualTo(failed);
  }

  private void awaitThreeQuestions() {
    long asked = count(QUESTIONS);
    Mission.await(
        "three more questions", Stage.LIMIT, () -> count(QUESTIONS) >= asked + 3, () -> "" + asked);
  }

  @Test
  @Order(6)
  void aSlowOneIsDoubtedAndOtherProgramsInItsPlaceAreSaidToBeThat() throws Exception {
    shell("systemctl kill --signal=STOP prometheus");
    try {
      stage.await(
          "the doubt",
          () -> condition(Stage.DB1, "Registered", "reason").equals("ConsoleUnreachable"),
          Stage.DB1);
      System.out.println("slow: " + condition(Stage.DB1, "Registered", "message"));
      assertThat(condition(Stage.DB1, "Registered", "message")).contains("within 5 s");
    } finally {
      shell("systemctl kill --signal=CONT prometheus");
    }
    awaitProven(Stage.DB1);

    shell(
        """
        echo 'global: {}' >/run/agent.yml
        systemd-run -q --unit=lab-agent --collect prometheus --config.file=/run/agent.yml \\
          --enable-feature=agent --storage.agent.path=/run/agent --web.listen-address=:9191
        """);
    try (HttpClient http = HttpClient.newHttpClient()) {
      Mission.await("the agent", Stage.LIMIT, () -> Mission.open(mon, 9191), () -> "nothing");
      var prometheus = new Prometheus(DirectExchange.over(http));
      String agent = words(prometheus.look("http://" + mon.address() + ":9191"));
      String page =
          words(
              prometheus.look(
                  "http://" + stage.mission().db1().host().address() + ":9100/metrics"));
      System.out.println("an agent: " + agent + "\nanother program: " + page);
      assertThat(agent).contains("unavailable with Prometheus Agent");
      assertThat(page).contains("something else than JSON");
    } finally {
      shell("systemctl stop lab-agent");
    }
  }

  private static String words(Sighting sighting) {
    return switch (sighting) {
      case Sighting.Unreachable(String message) -> message;
      case Sighting.Seen seen -> "it was taken for one: " + seen;
    };
  }
}
