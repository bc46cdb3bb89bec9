package io.kitward.server.channel;

import static io.kitward.server.channel.States.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import opamp.proto.v1.Opamp;
import opamp.proto.v1.Opamp.ServerErrorResponseType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpAMP sessions over real TLS on the loopback address. */
class NodeDoorSessionTest {

  private static final UUID DB1 = RecordingListener.node("db1.lab");
  private static final long FULL_STATE =
      Opamp.ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE;

  private OpenDoor open = new OpenDoor();

  @AfterEach
  void close() {
    assertThat(open.listener.overlaps).hasValue(0);
    open.close();
  }

  private Agent connected() {
    Agent agent = open.agent("db1.lab").describe();
    await().until(() -> open.door.connected(DB1));
    await().until(() -> !agent.received.isEmpty());
    return agent;
  }

  @Test
  void aNodeIsAdmittedAndItsDescriptionIsTold() {
    try (Agent agent = connected()) {
      await().until(() -> open.listener.names("db1.lab").contains("described"));
      assertThat(open.listener.names("db1.lab")).containsExactly("connected", "ready", "described");
      NodeIdentity identity = open.listener.values("connected", NodeIdentity.class).getFirst();
      assertThat(identity.certname()).isEqualTo("db1.lab");
      assertThat(identity.issuer()).isEqualTo("CN=Test CA");
      assertThat(open.listener.values("described", Description.class))
          .containsExactly(
              new Description(Map.of("host.name", "db1", "os.family", "Debian"), "0.1.0", true));
      Opamp.ServerToAgent first = agent.received.getFirst();
      assertThat(first.getInstanceUid()).isEqualTo(Agent.bytes(agent.uid));
      assertThat(first.getCapabilities()).isEqualTo(1 | 2 | 4);
      assertThat(first.getCustomCapabilities().getCapabilitiesList())
          .containsExactly(OpAmp.EVENTS_CAPABILITY);
      assertThat(first.getFlags()).isZero();
      assertThat(open.door.connectedNodes()).isEqualTo(Set.of(DB1));
      assertThat(open.meters.get("kitward.channel.sessions").gauge().value()).isEqualTo(1);
    }
  }

  @Test
  void anOfferArrivesWithItsSecretsAndIsSentOnce() {
    try (Agent agent = connected()) {
      var secrets = Map.of("secret:token@1", "hush");
      assertThat(open.door.offer(DB1, state(1), secrets)).isTrue();
      // A newer state would take the place of one that is not on its way yet.
      await().until(() -> offers(agent).contains(1L));
      assertThat(open.door.offer(DB1, state(1), secrets)).isTrue();
      assertThat(open.door.offer(DB1, state(2), secrets)).isTrue();
      await().until(() -> offers(agent).contains(2L));
      assertThat(offers(agent)).containsOnlyOnce(1L).endsWith(2L);
      assertThat(OpAmp.offer(agent.received.getLast().getRemoteConfig()).orElseThrow().secrets())
          .isEqualTo(secrets);
    }
  }

  private static List<Long> offers(Agent agent) {
    return agent.received.stream()
        .filter(Opamp.ServerToAgent::hasRemoteConfig)
        .map(message -> OpAmp.offer(message.getRemoteConfig()).orElseThrow().state().generation())
        .toList();
  }

  @Test
  void aStateThatTheAgentHoldsAlreadyIsNotSentAgain() {
    try (Agent agent = open.agent("db1.lab")) {
      agent.send(
          agent
              .message()
              .setAgentDescription(Agent.description())
              .setRemoteConfigStatus(States.holds(state(7))));
      await().until(() -> open.door.connected(DB1));
      assertThat(open.door.offer(DB1, state(7), Map.of())).isTrue();
      assertThat(open.door.offer(DB1, state(8), Map.of())).isTrue();
      await().until(() -> !offers(agent).isEmpty());
      assertThat(offers(agent)).containsExactly(8L);
      assertThat(open.listener.values("status", RemoteConfigReport.class))
          .containsExactly(
              new RemoteConfigReport(
                  States.hex(OpAmp.hash(state(7))), RemoteConfigReport.Status.APPLIED, ""));
    }
  }

  @Test
  void nothingIsOfferedToWhoDoesNotTakeItOrIsNotThere() {
    assertThat(open.door.offer(DB1, state(1), Map.of())).isFalse();
    try (Agent agent = open.agent("db1.lab")) {
      agent.send(agent.message().setCapabilities(1).setAgentDescription(Agent.description()));
      await().until(() -> open.door.connected(DB1));
      assertThat(open.door.offer(DB1, state(1), Map.of())).isFalse();
    }
  }

  @Test
  void aStateLargerThanAMessageIsRefusedWithItsSize() {
    try (Agent _ = connected()) {
      var huge = state(1, "x".repeat(DoorLimits.standard().maxMessage()));
      assertThatThrownBy(() -> open.door.offer(DB1, huge, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a message may have 4,194,304");
      assertThat(open.door.offer(DB1, state(2), Map.of())).isTrue();
    }
  }

  @Test
  void observedInstancesAndEventsAreToldAndEventsAcknowledged() {
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var observed =
        new InstanceObserved(
            "rsyslog",
            "00",
            InstanceObserved.State.SETTLED,
            List.of(
                new Condition(
                    Condition.Type.INSTALLED, Condition.Status.TRUE, now, "Installed", "")),
            Map.of("rsyslog", "8.2302"),
            List.of(),
            List.of());
    var events =
        List.of(
            new NodeEvent(41, now, "rsyslog", NodeEvent.Kind.ACTING, 3, "begins"),
            new NodeEvent(42, now, "rsyslog", NodeEvent.Kind.HEALTHY, 3, "runs"));
    try (Agent agent = connected()) {
      agent.send(
          agent
              .message()
              .setEffectiveConfig(OpAmp.effectiveConfig(List.of(observed)))
              .setCustomMessage(OpAmp.events(events)));
      await().until(() -> agent.received.getLast().hasCustomMessage());
      assertThat(OpAmp.acknowledged(agent.received.getLast().getCustomMessage())).isEqualTo(42);
      assertThat(open.listener.values("observed", List.class)).containsExactly(List.of(observed));
      assertThat(open.listener.values("events", List.class)).containsExactly(events);
    }
  }

  @Test
  void theNewestSessionWinsAndTheOldOneIsNotToldAsDisconnected() {
    try (Agent old = connected();
        Agent newer = open.agent("db1.lab").describe()) {
      assertThat(old.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Session.REPLACED);
      await().until(() -> !newer.received.isEmpty());
      assertThat(open.door.offer(DB1, state(1), Map.of())).isTrue();
      await().until(() -> offers(newer).contains(1L));
      assertThat(open.listener.names("db1.lab")).doesNotContain("disconnected");
    }
    await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    assertThat(open.listener.names("db1.lab")).containsOnlyOnce("disconnected");
    assertThat(open.door.connected(DB1)).isFalse();
  }

  @Test
  void anInstanceUidThatChangesEndsTheSession() {
    try (Agent agent = connected()) {
      agent.send(agent.message().setInstanceUid(Agent.bytes(new UUID(1, 2))));
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Session.POLICY);
      assertThat(agent.received.getLast().getErrorResponse().getType())
          .isEqualTo(ServerErrorResponseType.ServerErrorResponseType_BadRequest);
      await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    }
  }

  @Test
  void aRefusedNodeIsToldWhyAndSentAway() {
    open.listener.refused.add("db1.lab");
    try (Agent agent = open.agent("db1.lab").describe()) {
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Session.POLICY);
      assertThat(agent.received.getLast().getErrorResponse().getErrorMessage())
          .contains("known under another issuer");
      assertThat(open.listener.names("db1.lab")).containsExactly("connected");
      assertThat(open.door.connected(DB1)).isFalse();
    }
  }

  @Test
  void garbageIsAnsweredTwiceAndTheThirdEndsTheSession() {
    try (Agent agent = connected()) {
      agent.send(new byte[] {0, 1, 2, 3, 4, (byte) 0xff});
      await().until(() -> errors(agent) == 1);
      agent.socket().sendText("hello", true).join();
      await().until(() -> errors(agent) == 2);
      agent.send(agent.message());
      agent.send(new byte[0]);
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Session.POLICY);
      assertThat(errors(agent)).isEqualTo(3);
      assertThat(open.counter("kitward.channel.messages.unreadable")).isEqualTo(3);
    }
  }

  private static long errors(Agent agent) {
    return agent.received.stream()
        .filter(
            message ->
                message.getErrorResponse().getType()
                    == ServerErrorResponseType.ServerErrorResponseType_BadRequest)
        .count();
  }

  @Test
  void anOversizedFrameEndsTheSession() {
    try (Agent agent = connected()) {
      var _ =
          agent
              .socket()
              .sendBinary(ByteBuffer.allocate(DoorLimits.standard().maxMessage() + 1), true);
      await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void anOversizedMessageInManyFramesEndsTheSession() {
    try (Agent agent = connected()) {
      int part = DoorLimits.standard().maxMessage() / 4;
      for (int i = 0; i < 4; i++) {
        agent.socket().sendBinary(ByteBuffer.allocate(part), false).join();
      }
      var _ = agent.socket().sendBinary(ByteBuffer.allocate(1), true);
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1009);
    }
  }

  @Test
  void aMessageJustBelowTheLimitIsHeard() {
    try (Agent agent = connected()) {
      int room = DoorLimits.standard().maxMessage() - 200;
      agent.send(
          agent
              .message()
              .setCustomMessage(
                  Opamp.CustomMessage.newBuilder()
                      .setCapability("com.example.other")
                      .setData(com.google.protobuf.ByteString.copyFrom(new byte[room]))));
      agent.describe();
      await().until(() -> open.listener.values("described", Object.class).size() == 2);
    }
  }

  @Test
  void aGapAsksForFullStateOnceUntilItComes() {
    try (Agent agent = connected()) {
      agent.skip().send(agent.message());
      await().until(() -> asks(agent) == 1);
      agent.skip().send(agent.message());
      agent.describe();
      agent.skip().send(agent.message());
      await().until(() -> asks(agent) == 2);
    }
  }

  @Test
  void aFirstMessageWithoutADescriptionAsksForFullState() {
    try (Agent agent = open.agent("db1.lab")) {
      agent.skip().skip().send(agent.message());
      await().until(() -> asks(agent) == 1);
      assertThat(agent.received.getFirst().getCapabilities()).isEqualTo(7);
      agent.describe().send(agent.message());
      await().until(() -> open.listener.seen.get() == 3);
      assertThat(asks(agent)).isEqualTo(1);
    }
  }

  private static long asks(Agent agent) {
    return agent.received.stream().filter(m -> (m.getFlags() & FULL_STATE) != 0).count();
  }

  @Test
  void aFailingListenerEndsTheSessionWithRetryInfo() {
    open.listener.before =
        name -> {
          if (name.equals("described")) {
            throw new IllegalStateException("the store does not answer");
          }
        };
    try (Agent agent = open.agent("db1.lab").describe()) {
      assertThat(agent.closed)
          .succeedsWithin(Duration.ofSeconds(30))
          .isEqualTo(Session.TRY_AGAIN_LATER);
      var error = agent.received.getLast().getErrorResponse();
      assertThat(error.getType())
          .isEqualTo(ServerErrorResponseType.ServerErrorResponseType_Unavailable);
      assertThat(error.getRetryInfo().getRetryAfterNanoseconds()).isPositive();
      await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    }
  }

  @Test
  void aSlowListenerHoldsTheAgentBackAndLosesNothing() throws InterruptedException {
    var gate = new CountDownLatch(1);
    open.listener.before =
        name -> {
          if (name.equals("described")) {
            awaitQuietly(gate);
          }
        };
    int count = 5 * Inbox.MANY_ITEMS;
    try (Agent agent = open.agent("db1.lab")) {
      for (int i = 0; i < count; i++) {
        agent.describe();
      }
      gate.countDown();
      await().until(() -> open.listener.values("described", Object.class).size() == count);
      assertThat(asks(agent)).isZero();
    }
  }

  private static void awaitQuietly(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSilentAgentIsPingedAndItsPongsKeepTheSession() {
    open.close();
    open = new OpenDoor(DoorLimits.standard().withPingInterval(Duration.ofMillis(50)));
    try (Agent _ = connected()) {
      await().until(() -> open.listener.seen.get() >= 8);
      assertThat(open.door.connected(DB1)).isTrue();
    }
  }

  @Test
  void anAgentThatAnswersNoPingIsDisconnected() throws IOException {
    open.close();
    open = new OpenDoor(DoorLimits.standard().withPingInterval(Duration.ofMillis(50)));
    try (var socket =
        open.authority
            .client(open.authority.node("db1.lab"))
            .getSocketFactory()
            .createSocket("localhost", open.door.address().getPort())) {
      socket
          .getOutputStream()
          .write(
              """
              GET /v1/opamp HTTP/1.1\r
              Host: localhost\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
              Sec-WebSocket-Extensions: permessage-deflate\r
              \r
              """
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] all = socket.getInputStream().readAllBytes();
      String head = new String(all, StandardCharsets.ISO_8859_1);
      assertThat(head).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("deflate");
      byte[] pings = {(byte) 0x89, 0, (byte) 0x89, 0, (byte) 0x89, 0};
      assertThat(all).endsWith(pings);
    }
  }

  @Test
  void whenTooManyNodesConnectAtOnceSomeAreToldToComeBack() {
    open.close();
    var standard = DoorLimits.standard();
    open =
        new OpenDoor(
            new DoorLimits(
                standard.maxBody(),
                standard.maxMessage(),
                standard.handshakeTimeout(),
                standard.requestTimeout(),
                standard.pingInterval(),
                standard.connectionsPerNode(),
                1,
                Duration.ofMillis(100),
                standard.drainTimeout()));
    var gate = new CountDownLatch(1);
    open.listener.before = _ -> awaitQuietly(gate);
    try (Agent first = open.agent("db1.lab").describe();
        Agent second = open.agent("web1.lab").describe()) {
      var told = CompletableFuture.anyOf(first.closed, second.closed);
      assertThat(told).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Session.TRY_AGAIN_LATER);
      gate.countDown();
      await().until(() -> open.door.connectedNodes().size() == 1);
    }
  }

  @Test
  void withoutNativePartsTheDoorDoesTheSame() {
    open.close();
    open = new OpenDoor(DoorLimits.standard(), OpenDoor::echo, new Natives(false, false));
    try (Agent agent = connected()) {
      assertThat(open.door.offer(DB1, state(1), Map.of())).isTrue();
      await().until(() -> offers(agent).contains(1L));
      open.revoked.add("db1.lab");
      assertThat(open.door.recheck()).isEqualTo(1);
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void anAgentThatSaysGoodbyeIsDisconnected() {
    try (Agent agent = connected()) {
      agent.send(agent.message().setAgentDisconnect(Opamp.AgentDisconnect.newBuilder()));
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1000);
      await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    }
  }

  @Test
  void closingTheDoorSaysGoodbyeAndTellsDisconnectedForEachNode() {
    try (Agent agent = connected()) {
      open.door.close();
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(1001);
      assertThat(open.listener.names("db1.lab")).endsWith("disconnected");
    }
  }
}
