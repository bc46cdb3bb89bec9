package io.kitward.connector.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kitward.connector.config.Route;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The link where no WebSocket can be opened, and through proxies. */
class PollingTest {

  private static final Authority AUTHORITY = new Authority("CN=Test CA");

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final TestParty party = new TestParty();
  private final TinyServer server =
      new TinyServer(
          AUTHORITY.issue("localhost").context(),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private Link link = link(Route.DIRECT, Duration.ofMinutes(5));

  @AfterEach
  void stop() {
    link.stop();
    server.close();
    executor.close();
  }

  private Link link(Route route, Duration back) {
    return new Link(
        URI.create("wss://localhost:" + server.port()),
        () -> AUTHORITY.issue("n1.lab").context(),
        party,
        executor,
        new Random(1),
        route,
        new Link.Polling(2, Duration.ofMillis(50), back));
  }

  private void start() {
    Thread.ofVirtual().start(link::run);
  }

  private void startThrough(String credentials, TinyProxy proxy) {
    URI address = URI.create("http://" + credentials + "localhost:" + proxy.port());
    link = link(Route.through(address), Duration.ofMinutes(1));
    start();
  }

  @Test
  void whereNoWebSocketOpensItPolls() {
    server.sockets(false);
    party.journal().append("s", NodeEvent.Kind.DRIFTED, 1, "x");
    server.answer(
        message ->
            message.hasCustomMessage()
                ? Opamp.ServerToAgent.newBuilder()
                    .setCustomMessage(OpAmp.acknowledge(1))
                    .setRemoteConfig(
                        OpAmp.remoteConfig(new DesiredState(1, 1, List.of()), Map.of()))
                    .build()
                : Opamp.ServerToAgent.getDefaultInstance());
    start();
    await().until(() -> party.journal().acknowledged() == 1 && party.offers.size() == 1);
    await().until(() -> server.polls() > 3);
    var heard = server.heard();
    assertThat(heard.getFirst().hasAgentDescription()).isTrue();
    assertThat(heard.get(1).hasAgentDescription()).isFalse();
    assertThat(heard.get(1).getSequenceNum()).isEqualTo(heard.get(0).getSequenceNum() + 1);
    assertThat(link.status()).contains("polling https://");
    link.stop();
    await().until(() -> server.heard().getLast().hasAgentDisconnect());
  }

  @Test
  void whenWebSocketsOpenAgainItGoesBackToOne() {
    server.sockets(false);
    link = link(Route.DIRECT, Duration.ofMillis(200));
    start();
    await().until(() -> server.polls() > 1);
    server.sockets(true);
    await().until(() -> server.connections() == 1);
    assertThat(link.status()).contains("connected to wss://");
  }

  @Test
  void aServerThatIsBusyIsLeftInPeaceForAsLongAsItSays() {
    server.sockets(false);
    server.pollStatus(503);
    start();
    await().until(() -> link.status().contains("asks to come back in 1 s"));
    server.pollStatus(200);
    await().until(() -> link.status().contains("polling https://"));
  }

  @Test
  void aWebSocketGoesThroughAProxyThatIsAskedToConnect() {
    try (var proxy = new TinyProxy("")) {
      startThrough("", proxy);
      await().until(() -> server.connections() == 1 && !server.heard().isEmpty());
      assertThat(proxy.granted).containsExactly("CONNECT localhost:" + server.port() + " HTTP/1.1");
      link.stop();
    }
  }

  @Test
  void aWebSocketGoesThroughAProxyThatWantsCredentials() {
    try (var proxy = new TinyProxy("node:p@ss")) {
      startThrough("node:p%40ss@", proxy);
      await().until(() -> server.connections() == 1 && !server.heard().isEmpty());
      assertThat(proxy.granted).isNotEmpty();
      link.stop();
    }
  }

  @Test
  void pollingGoesThroughAProxyThatWantsCredentials() {
    server.sockets(false);
    try (var proxy = new TinyProxy("node:p@ss")) {
      startThrough("node:p%40ss@", proxy);
      await().until(() -> server.polls() > 1);
      assertThat(proxy.granted).isNotEmpty();
      assertThat(proxy.refused).isNotEmpty();
      link.stop();
    }
  }

  @Test
  void theConfigurationComesBeforeTheEnvironmentAndExemptHostsBeforeItsProxy() {
    var environment = Map.of("HTTPS_PROXY", "http://p.lab:3128", "NO_PROXY", "x.lab, .corp.lab");
    assertThat(Route.of(Optional.empty(), environment, "kitward.lab"))
        .hasToString("through the proxy p.lab:3128");
    assertThat(Route.of(Optional.empty(), environment, "X.lab")).hasToString("without a proxy");
    assertThat(Route.of(Optional.empty(), environment, "k.corp.lab"))
        .hasToString("without a proxy");
    assertThat(Route.of(Optional.of(URI.create("http://q.lab:1")), environment, "x.lab"))
        .hasToString("through the proxy q.lab:1");
    assertThat(Route.of(Optional.empty(), Map.of("https_proxy", "ftp://no"), "x.lab"))
        .hasToString("without a proxy");
  }
}
