package io.kitward.lab.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.lab.ServerApi;
import io.kitward.lab.Timeline;
import io.kitward.lab.simulate.SimulatedFleet.Member;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A day of fifty simulated nodes with a real server and a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SimulatedFleetIT {

  private static final int NODES = 50;
  private static final long SEED = 7;

  /** Only a test that fails waits that long; a busy machine must not make one fail. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Estate estate = Estate.draw(NODES, SEED);
  private final List<Path> documents =
      List.of(Path.of("../catalog"), Path.of("../lab/scenario/simulation.yaml"));
  private final Calls calls = Calls.of(documents);
  private final SortedMap<String, Integer> tagged = calls.tagged(estate);
  private final Brakes brakes = Brakes.between(tagged, calls.untagged(estate));

  private InProcessServer server;
  private ServerApi api;
  private FleetView view;
  private NodeTags tags;
  private List<Member> members;
  private SimulatedFleet fleet;

  @BeforeAll
  void connect() throws Exception {
    server = InProcessServer.start();
    api = server.api();
    view = new FleetView(api);
    tags = new NodeTags(server.nodeDoor("https"));
    members =
        estate.servers().stream()
            .map(one -> new Member(one.certname(), server.identity(one.certname()), one.facts()))
            .toList();
    URI door = server.nodeDoor("wss");
    server.apply(documents);
    fleet = SimulatedFleet.start(door, members, "0.1.0-simulated", SEED);
  }

  @AfterAll
  void close() throws Exception {
    if (fleet != null) {
      fleet.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void eventually(Runnable holds) {
    await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).untilAsserted(holds::run);
  }

  private List<String> tagsOf(Member member) {
    return estate.servers().stream()
        .filter(one -> one.certname().equals(member.certname()))
        .findFirst()
        .orElseThrow()
        .tags();
  }

  @Test
  @Order(1)
  void everyNodeGetsWhatItsTagsCallForAndIsMarkedAsSimulated() {
    tags.replace(members, this::tagsOf);

    int all = Brakes.sum(tagged);
    eventually(() -> assertThat(view.settled(all)).as("%s", view.phases()).isTrue());
    assertThat(view.services()).isEqualTo(tagged);
    var status = api.get("/v1/status");
    assertThat(status.path("connected").asInt()).isEqualTo(NODES);
    assertThat(status.path("simulated").asInt()).isEqualTo(NODES);
  }

  @Test
  @Order(2)
  void withoutAConsoleEveryInstanceIsOkAndNoneIsProven() {
    assertThat(api.get("/v1/status").path("unproven").asInt()).isEqualTo(view.in("ok"));
    for (var instance : api.get("/v1/instances?service=node-exporter").path("items")) {
      for (var condition : instance.path("conditions")) {
        switch (condition.path("type").asString()) {
          case "Registered", "Proven" ->
              assertThat(condition.path("status").asString()).isEqualTo("NotApplicable");
          default -> assertThat(condition.path("status").asString()).isEqualTo("True");
        }
      }
    }
  }

  @Test
  @Order(3)
  void aNodeNoticesAndMendsAUnitThatWasStopped() {
    String broken =
        estate.servers().stream()
            .filter(one -> calls.services(one).contains("node-exporter"))
            .findFirst()
            .orElseThrow()
            .certname();
    long before = Timeline.now(api);

    fleet.stopUnit(broken, "prometheus-node-exporter.service");

    eventually(
        () -> {
          Timeline timeline = Timeline.since(api, broken, before);
          assertThat(timeline.first("drifted", "node-exporter")).isPresent();
          assertThat(timeline.first("repaired", "node-exporter")).isPresent();
        });
    eventually(() -> assertThat(view.in("repaired")).isEqualTo(1));
  }

  @Test
  @Order(4)
  void emptyingAllTagsAtOnceRemovesFiveOfEachServiceAndHoldsTheRestInOneException() {
    tags.replace(members, _ -> List.of());

    int left = Brakes.sum(tagged) - brakes.allRemoved();
    eventually(
        () -> {
          assertThat(view.in("blocked")).isEqualTo(brakes.allHeld());
          assertThat(view.all()).isEqualTo(left);
        });
    SortedMap<String, Integer> removed = new TreeMap<>(tagged);
    view.services().forEach((service, there) -> removed.merge(service, -there, Integer::sum));
    assertThat(removed).isEqualTo(brakes.removed());
    assertThat(removed.values()).allMatch(gone -> gone <= 5);
    assertThat(brakes.allHeld()).isPositive();
    assertThat(view.exceptions("brake")).hasSize(1);
    assertThat(view.brake().orElseThrow().path("releasable").asBoolean()).isTrue();
  }

  @Test
  @Order(5)
  void whatAPersonReleasesGoes() {
    String id = view.brake().orElseThrow().path("id").asString();

    var _ = api.send("POST", "/v1/exceptions/" + id + "/release", "", "").orThrow();

    SortedMap<String, Integer> untagged = calls.untagged(estate);
    eventually(
        () -> assertThat(view.settled(Brakes.sum(untagged))).as("%s", view.phases()).isTrue());
    assertThat(view.services()).isEqualTo(untagged);
    assertThat(view.brake()).isEmpty();
  }
}
