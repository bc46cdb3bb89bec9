package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in at the node door, over real TLS on the loopback address. */
class NodeDoorTlsTest {

  private final OpenDoor open = new OpenDoor();

  @AfterEach
  void close() {
    open.close();
  }

  private int status(HttpClient client) throws IOException, InterruptedException {
    try (client) {
      return client
          .send(
              HttpRequest.newBuilder(open.uri("https", "/v1/nodes/self")).build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private void assertRefused(SSLContext tls, String reason) {
    assertThatThrownBy(() -> status(OpenDoor.client(tls))).isInstanceOf(IOException.class);
    await().until(() -> refused(reason) >= 1);
  }

  private double refused(String reason) {
    var counter = open.meters.find("kitward.channel.refused").tag("reason", reason).counter();
    return counter == null ? 0 : counter.count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aCertificateOfTheAuthorityIsLetIn(String protocol) throws Exception {
    var parameters = new SSLParameters();
    parameters.setProtocols(new String[] {protocol});
    var client =
        HttpClient.newBuilder()
            .sslContext(open.authority.client(open.authority.node("db1.lab")))
            .sslParameters(parameters)
            .build();
    assertThat(status(client)).isEqualTo(200);
  }

  @Test
  void aClientWithoutACertificateIsRefused() {
    assertRefused(open.authority.client(), "handshake");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() {
    var stranger = new Authority("Test CA").node("db1.lab");
    assertRefused(open.authority.client(stranger), "handshake");
  }

  @Test
  void anExpiredCertificateIsRefused() {
    var expired = open.authority.node("db1.lab", Authority.keyPair(), Duration.ofHours(-1));
    assertRefused(open.authority.client(expired), "handshake");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=db1.lab,CN=web1.lab", "O=nobody", "CN=a/b", "CN=a b"})
  void aCertificateThatDoesNotNameOneNodeIsRefused(String subject) {
    var nobody = open.authority.subject(subject, Authority.keyPair(), Duration.ofHours(1));
    assertRefused(open.authority.client(nobody), "certificate");
  }

  @Test
  void aRevokedCertificateIsRefused() {
    open.revoked.add("db1.lab");
    assertRefused(open.authority.client(open.authority.node("db1.lab")), "certificate");
  }

  @Test
  void aRecheckClosesTheSessionsOfRevokedCertificatesAndNoOthers() {
    try (Agent revoked = open.agent("db1.lab").describe();
        Agent kept = open.agent("web1.lab").describe()) {
      await().until(() -> open.door.connectedNodes().size() == 2);
      assertThat(open.door.recheck()).isZero();
      open.revoked.add("db1.lab");
      assertThat(open.door.recheck()).isEqualTo(1);
      assertThat(revoked.closed).succeedsWithin(Duration.ofSeconds(30));
      await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
      assertThat(open.door.connectedNodes()).containsExactly(RecordingListener.node("web1.lab"));
      assertThat(kept.closed).isNotDone();
    }
  }

  @Test
  void oneNodeCannotHoldAllConnections() {
    int most = DoorLimits.standard().connectionsPerNode();
    var agents = new java.util.ArrayList<Agent>();
    try {
      for (int i = 0; i < most; i++) {
        agents.add(open.agent("db1.lab"));
      }
      assertThatThrownBy(() -> open.agent("db1.lab")).hasRootCauseInstanceOf(IOException.class);
      await().until(() -> refused("connections") >= 1);
      agents.removeLast().close();
      await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(status(open.client("db1.lab"))).isEqualTo(200));
    } finally {
      agents.forEach(Agent::close);
    }
  }

  @Test
  void anAddressInUseIsSaidClearly() {
    var own = open.authority.server();
    var config =
        new NodeDoorConfig(
            open.door.address(),
            own.keys().getPrivate(),
            own.chain(),
            open.authority.trust(),
            _ -> java.util.Optional.empty(),
            DoorLimits.standard());
    assertThatThrownBy(
            () ->
                NodeDoor.open(
                    config,
                    OpenDoor::echo,
                    open.listener,
                    open.meters,
                    java.time.InstantSource.system()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot listen on")
        .hasMessageContaining("choose another address");
  }
}
