package io.kitward.server.channel;

import static io.kitward.server.channel.States.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.Test;

/** Many nodes at once, each with its own certificate, over real TLS on the loopback address. */
class NodeDoorFleetTest {

  private static final int NODES = 500;

  @Test
  void fiveHundredNodesConnectAtOnceAndEachGetsItsOffer() throws Exception {
    var keys = Authority.keyPair();
    try (var open = new OpenDoor();
        var threads = Executors.newFixedThreadPool(50)) {
      List<Callable<Agent>> tasks =
          IntStream.range(0, NODES)
              .<Callable<Agent>>mapToObj(
                  i ->
                      () -> {
                        var credential =
                            open.authority.node("n" + i + ".lab", keys, Duration.ofDays(1));
                        var client = OpenDoor.client(open.authority.client(credential));
                        return new Agent(client, open.uri("wss", "/v1/opamp")).describe();
                      })
              .toList();
      List<Agent> agents = threads.invokeAll(tasks).stream().map(Future::resultNow).toList();
      try {
        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> open.door.connectedNodes().size() == NODES);
        for (UUID node : open.door.connectedNodes()) {
          assertThat(open.door.offer(node, state(1), Map.of())).isTrue();
        }
        await()
            .atMost(Duration.ofSeconds(90))
            .until(
                () ->
                    agents.stream()
                        .allMatch(
                            agent ->
                                agent.received.stream()
                                    .anyMatch(Opamp.ServerToAgent::hasRemoteConfig)));
        assertThat(open.listener.overlaps).hasValue(0);
      } finally {
        agents.forEach(Agent::close);
      }
      await().atMost(Duration.ofSeconds(90)).until(() -> open.door.connectedNodes().isEmpty());
      assertThat(open.listener.values("disconnected", String.class)).hasSize(NODES);
    }
  }
}
