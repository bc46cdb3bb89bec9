package io.kitward.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.backend.Alertmanager;
import io.kitward.server.backend.Silences;
import io.kitward.server.backend.driver.DirectExchange;
import io.kitward.server.desired.Suspension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is suspended is silent in a real Alertmanager, and nothing else is. */
@Order(72)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(SharedStage.class)
class SilencesE2E {

  private static final String UNIT = "prometheus-alertmanager";
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final Instant end = now.plus(2, ChronoUnit.HOURS);
  private final Suspension ofNode = new Suspension(UUID.randomUUID(), "db1.lab", "", end);
  private final Suspension ofService =
      new Suspension(UUID.randomUUID(), "db2.lab", "exporter", end);

  private final LabHost host;
  private final String url;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Alertmanager alertmanager = new Alertmanager(DirectExchange.over(http));
  private List<Suspension> open = List.of();

  SilencesE2E(Lab lab) {
    this.host = lab.host("n7", Lab.BASE);
    this.url = "http://" + host.address() + ":9093";
  }

  @BeforeAll
  void anAlertmanagerThatPeopleUse() {
    host.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", UNIT)
        .orThrow("installing Alertmanager");
    answers();
    post(
        "/api/v2/silences",
        """
        {"matchers": [{"name": "certname", "value": "db1.lab", "isRegex": false, "isEqual": true}],
         "startsAt": "%s", "endsAt": "%s", "createdBy": "alice", "comment": "patch day"}
        """
            .formatted(now, end));
    post(
        "/api/v2/alerts",
        """
        [{"labels": {"alertname": "Down", "certname": "db1.lab", "service": "other"}},
         {"labels": {"alertname": "Down", "certname": "db2.lab", "service": "exporter"}},
         {"labels": {"alertname": "Down", "certname": "db2.lab", "service": "other"}}]
        """);
  }

  @AfterAll
  void end() {
    http.close();
  }

  @Test
  void whatIsSuspendedIsSilentUntilItsEnd() throws Exception {
    var server = new Silences((_, _) -> open);
    open = List.of(ofNode, ofService);
    assertThat(server.keep("mon", alertmanager, url, now)).isEmpty();
    List<JsonNode> made = kitwards();
    assertThat(made)
        .extracting(one -> one.path("comment").asString())
        .containsExactlyInAnyOrder("kitward:mon/db1.lab", "kitward:mon/db2.lab/exporter");
    Awaitility.await("silence")
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(silent())
                    .containsExactlyInAnyOrder("db1.lab other", "db2.lab exporter"));

    // Another server, or the same one after a restart, finds all in order.
    assertThat(new Silences((_, _) -> open).keep("mon", alertmanager, url, now)).isEmpty();
    assertThat(kitwards()).isEqualTo(made);

    var later = new Suspension(ofNode.node(), "db1.lab", "", end.plusSeconds(3600));
    open = List.of(later);
    assertThat(server.keep("mon", alertmanager, url, now)).isEmpty();
    List<JsonNode> moved = kitwards();
    assertThat(moved)
        .extracting(one -> Instant.parse(one.path("endsAt").asString()))
        .containsExactly(later.until());
    assertThat(made)
        .as("its end moved; it is the same one")
        .extracting(one -> one.path("id"))
        .contains(moved.getFirst().path("id"));

    open = List.of();
    assertThat(server.keep("mon", alertmanager, url, now)).isEmpty();
    assertThat(kitwards()).isEmpty();
    assertThat(silences())
        .as("that of a person goes on")
        .extracting(one -> one.path("createdBy").asString())
        .containsExactly("alice");
  }

  @Test
  void anAlertmanagerThatIsAwayIsSaidAndTriedAgain() throws Exception {
    var server = new Silences((_, _) -> open);
    open = List.of(ofService);
    host.run("systemctl", "stop", UNIT).orThrow("stopping Alertmanager");
    try {
      assertThat(server.keep("mon", alertmanager, url, now)).contains(url);
    } finally {
      host.run("systemctl", "start", UNIT).orThrow("starting Alertmanager");
    }
    answers();
    assertThat(server.keep("mon", alertmanager, url, now.plusSeconds(1)))
        .as("it rests")
        .contains(url);
    assertThat(server.keep("mon", alertmanager, url, now.plusSeconds(60))).isEmpty();
    assertThat(kitwards()).hasSize(1);
    open = List.of();
    assertThat(server.keep("mon", alertmanager, url, now.plusSeconds(61))).isEmpty();
    assertThat(kitwards()).isEmpty();
  }

  private void answers() {
    Awaitility.await("Alertmanager")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> get("/api/v2/silences").isArray());
  }

  private List<JsonNode> kitwards() {
    return silences().stream()
        .filter(one -> one.path("createdBy").asString("").equals("kitward"))
        .toList();
  }

  private List<JsonNode> silences() {
    return get("/api/v2/silences")
        .valueStream()
        .filter(one -> !one.path("status").path("state").asString("").equals("expired"))
        .toList();
  }

  /** The alerts that one of Kitward's silences holds back. */
  private List<String> silent() {
    List<String> ids = kitwards().stream().map(one -> one.path("id").asString("")).toList();
    return get("/api/v2/alerts")
        .valueStream()
        .filter(
            alert ->
                alert
                    .path("status")
                    .path("silencedBy")
                    .valueStream()
                    .anyMatch(id -> ids.contains(id.asString(""))))
        .map(
            alert ->
                alert.path("labels").path("certname").asString("")
                    + " "
                    + alert.path("labels").path("service").asString(""))
        .toList();
  }

  private JsonNode get(String path) {
    return JsonMapper.shared().readTree(send(HttpRequest.newBuilder(URI.create(url + path)).GET()));
  }

  private void post(String path, String body) {
    send(
        HttpRequest.newBuilder(URI.create(url + path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private String send(HttpRequest.Builder request) {
    try {
      var response =
          http.send(
              request.timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return response.body();
    } catch (IOException e) {
      throw new LabException("Alertmanager does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while Alertmanager answered", e);
    }
  }
}
