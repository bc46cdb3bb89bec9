package io.kitward.connector.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.connector.config.Route;
import io.kitward.protocol.Condition;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceDesiredBuilder;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.OpAmp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The connector's link with an OpAMP server of others, which speaks HTTP polling only. */
class MockServerIT {

  private static final String OVER = "HTTP polling, mutual TLS";
  private static final TreeSet<String> EXERCISED = new TreeSet<>();

  private static void exercised(String message) {
    EXERCISED.add("| @elastic/mockopampserver 0.5.0 | " + OVER + " | " + message + " |");
  }

  @Test
  void theConnectorPollsAServerOfOthers() throws Exception {
    var authority = new Authority("CN=Test CA");
    var party = new TestParty();
    party.observed =
        List.of(
            new InstanceObserved(
                "s",
                "h",
                InstanceObserved.State.SETTLED,
                List.of(
                    new Condition(
                        Condition.Type.HEALTHY, Condition.Status.TRUE, Instant.EPOCH, "Ok", "")),
                Map.of(),
                List.of(),
                List.of()));
    try (var executor = Executors.newVirtualThreadPerTaskExecutor();
        var server = new MockServer(authority.issue("localhost").identity())) {
      await().atMost(Duration.ofMinutes(1)).until(() -> !server.said.isEmpty());
      var link =
          new Link(
              server.address(),
              () -> authority.issue("n1.lab").context(),
              party,
              executor,
              new Random(1),
              Route.DIRECT,
              new Link.Polling(1, Duration.ofMillis(100), Duration.ofMinutes(5)));
      Thread.ofVirtual().start(link::run);
      await().atMost(Duration.ofMinutes(1)).until(() -> server.polls().size() > 2);
      exercised("no WebSocket there (501): the connector polls");
      JsonNode first = server.polls().getFirst();
      assertThat(first.path("status").asInt(0)).isEqualTo(200);
      assertThat(first.path("description").asBoolean(false)).isTrue();
      assertThat(first.path("effective").asBoolean(false)).isTrue();
      assertThat(first.path("health").asBoolean(false)).isTrue();
      exercised("full state first: AgentDescription, ComponentHealth, EffectiveConfig");
      assertThat(server.polls().get(1).path("description").asBoolean(true)).isFalse();
      assertThat(server.polls().get(1).path("sequence").asInt(0))
          .isEqualTo(first.path("sequence").asInt(0) + 1);
      exercised("then heartbeats without what is unchanged, sequence_num rising by one");

      var state =
          new DesiredState(1, 1, List.of(InstanceDesiredBuilder.of("rsyslog", "00").build()));
      server.offer(OpAmp.remoteConfig(state, Map.of()));
      await().atMost(Duration.ofMinutes(1)).until(() -> !party.offers.isEmpty());
      assertThat(OpAmp.offer(party.offers.getFirst()).orElseThrow().state()).isEqualTo(state);
      exercised("AgentRemoteConfig with a desired state, whole");

      link.stop();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(
              () ->
                  server.polls().stream()
                      .anyMatch(poll -> poll.path("disconnect").asBoolean(false)));
      exercised("AgentDisconnect");
    }
    EXERCISED.forEach(System.out::println);
    assertThat(Files.readAllLines(Path.of("../docs/reference/opamp.md"))).containsAll(EXERCISED);
  }
}
