package io.kitward.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import opamp.proto.v1.Opamp;
import opamp.proto.v1.Opamp.ServerErrorResponseType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * OpAMP sessions with agents that say what they should not, and with a server that can't keep up.
 */
class NodeDoorTroubleTest {

  private static final UUID DB1 = RecordingListener.node("db1.lab");

  private OpenDoor open = new OpenDoor();

  @AfterEach
  void close() {
    assertThat(open.listener.overlaps).hasValue(0);
    open.close();
  }

  @Test
  void anInstanceUidThatChangesEndsTheSession() {
    try (Agent agent = open.connected()) {
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
    try (Agent agent = open.connected()) {
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
    try (Agent agent = open.connected()) {
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
    try (Agent agent = open.connected()) {
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
    try (Agent agent = open.connected()) {
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
      assertThat(agent.asks()).isZero();
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
                standard.pollTimeout(),
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
}
