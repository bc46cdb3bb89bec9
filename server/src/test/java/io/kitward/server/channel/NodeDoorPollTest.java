package io.kitward.server.channel;

import static io.kitward.server.channel.States.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import io.kitward.protocol.OpAmp;
import io.kitward.server.channel.Inbox.Item;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPOutputStream;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpAMP by HTTP polling, over real TLS on the loopback address. */
class NodeDoorPollTest {

  private static final UUID DB1 = RecordingListener.node("db1.lab");

  private OpenDoor open = new OpenDoor();
  private final HttpClient client = open.client("db1.lab");
  private final UUID uid = UUID.randomUUID();
  private long sequence;

  @AfterEach
  void close() {
    assertThat(open.listener.overlaps).hasValue(0);
    client.close();
    open.close();
  }

  private Opamp.AgentToServer.Builder message() {
    return Opamp.AgentToServer.newBuilder()
        .setInstanceUid(Agent.bytes(uid))
        .setSequenceNum(++sequence)
        .setCapabilities(Agent.CAPABILITIES);
  }

  private Opamp.AgentToServer.Builder full() {
    return message().setAgentDescription(Agent.description());
  }

  private HttpRequest.Builder request(byte[] body) {
    return HttpRequest.newBuilder(open.uri("https", OpAmp.PATH))
        .timeout(Duration.ofSeconds(60))
        .header("content-type", "application/x-protobuf")
        .POST(BodyPublishers.ofByteArray(body));
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private Opamp.ServerToAgent poll(Opamp.AgentToServer.Builder message) throws Exception {
    var response = send(request(message.build().toByteArray()).build());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/x-protobuf");
    return Opamp.ServerToAgent.parseFrom(response.body());
  }

  @Test
  void eachRequestIsAnsweredAndTheSessionGoesOnFromOneToTheNext() throws Exception {
    var first = poll(full());
    assertThat(first.getInstanceUid()).isEqualTo(Agent.bytes(uid));
    assertThat(first.getCapabilities()).isEqualTo(31);
    assertThat(open.door.connected(DB1)).isTrue();
    var second = poll(message());
    assertThat(second.getFlags()).isZero();
    assertThat(second.hasErrorResponse()).isFalse();
    assertThat(open.listener.names("db1.lab")).containsExactly("connected", "ready", "described");
  }

  @Test
  void anOfferGoesWithTheNextAnswerAndAgainUntilItIsConfirmed() throws Exception {
    poll(full());
    assertThat(open.door.offer(DB1, state(1), Map.of())).isTrue();
    assertThat(poll(message()).getRemoteConfig().getConfigHash()).isEqualTo(OpAmp.hash(state(1)));
    assertThat(poll(message()).hasRemoteConfig()).isFalse();
    assertThat(poll(message()).hasRemoteConfig()).isFalse();
    // The answer was lost on its way: nothing but the repetition brings the state there.
    assertThat(poll(message()).getRemoteConfig().getConfigHash()).isEqualTo(OpAmp.hash(state(1)));
    poll(message().setRemoteConfigStatus(States.holds(state(1))));
    for (int i = 0; i < 5; i++) {
      assertThat(poll(message()).hasRemoteConfig()).isFalse();
    }
  }

  @Test
  void aRequestThatPrefersToWaitIsAnsweredAsSoonAsThereIsSomethingToSay() throws Exception {
    poll(full());
    var waiting =
        client.sendAsync(
            request(message().build().toByteArray()).header("prefer", "wait=25").build(),
            BodyHandlers.ofByteArray());
    await().until(() -> open.listener.seen.get() == 2);
    assertThat(open.door.offer(DB1, state(3), Map.of())).isTrue();
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    assertThat(read(waiting).getRemoteConfig().getConfigHash()).isEqualTo(OpAmp.hash(state(3)));
  }

  @Test
  void aNewerRequestReleasesOneThatWaits() throws Exception {
    poll(full());
    var waiting =
        client.sendAsync(
            request(message().build().toByteArray()).header("prefer", "wait=25").build(),
            BodyHandlers.ofByteArray());
    await().until(() -> open.listener.seen.get() == 2);
    poll(message());
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    assertThat(read(waiting).hasRemoteConfig()).isFalse();
  }

  private static Opamp.ServerToAgent read(CompletableFuture<HttpResponse<byte[]>> response)
      throws InvalidProtocolBufferException {
    return Opamp.ServerToAgent.parseFrom(response.join().body());
  }

  @Test
  void aZippedMessageIsReadAndOneThatUnfoldsTooFarIsNot() throws Exception {
    byte[] zipped = gzip(full().build().toByteArray());
    assertThat(send(request(zipped).header("content-encoding", "gzip").build()).statusCode())
        .isEqualTo(200);
    assertThat(open.listener.names("db1.lab")).contains("described");
    byte[] bomb = gzip(new byte[DoorLimits.standard().maxMessage() + 1]);
    assertThat(send(request(bomb).header("content-encoding", "gzip").build()).statusCode())
        .isEqualTo(413);
    byte[] noGzip = {1, 2, 3};
    assertThat(send(request(noGzip).header("content-encoding", "gzip").build()).statusCode())
        .isEqualTo(400);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, identity, 415",
    "application/x-protobuf, br, 415",
    "application/x-protobuf, identity, 400"
  })
  void whatIsNoMessageIsRefused(String type, String coding, int status) throws Exception {
    var bad =
        HttpRequest.newBuilder(open.uri("https", OpAmp.PATH))
            .header("content-type", type)
            .header("content-encoding", coding)
            .POST(BodyPublishers.ofByteArray(new byte[] {8, 1, 2, (byte) 0xff}))
            .build();
    assertThat(send(bad).statusCode()).isEqualTo(status);
    assertThat(open.listener.calls).isEmpty();
  }

  @Test
  void anAgentThatStaysAwayIsDisconnected() throws Exception {
    reopen(DoorLimits.standard().withPollTimeout(Duration.ofMillis(200)));
    poll(full());
    await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    assertThat(open.door.connected(DB1)).isFalse();
    assertThat(poll(message()).getFlags()).as("asked for its full state").isEqualTo(1);
  }

  @Test
  void aFailingListenerIsToldAsUnavailableWithATime() throws Exception {
    open.listener.before =
        _ -> {
          throw new IllegalStateException("the store does not answer");
        };
    var response = send(request(full().build().toByteArray()).build());
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).isPresent();
    var error = Opamp.ServerToAgent.parseFrom(response.body()).getErrorResponse();
    assertThat(error.getRetryInfo().getRetryAfterNanoseconds()).isPositive();
    open.listener.before = _ -> {};
    assertThat(poll(full()).hasErrorResponse()).isFalse();
  }

  @Test
  void aRefusedNodeIsToldWhy() throws Exception {
    open.listener.refused.add("db1.lab");
    assertThat(poll(full()).getErrorResponse().getErrorMessage()).contains("another issuer");
    assertThat(open.door.connected(DB1)).isFalse();
  }

  @Test
  void aWebSocketTakesThePlaceOfPollingAndPollingThatOfAWebSocket() throws Exception {
    poll(full());
    try (Agent agent = open.agent("db1.lab").describe()) {
      await().until(() -> !agent.received.isEmpty());
      poll(full());
      assertThat(agent.closed).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Session.REPLACED);
      assertThat(open.listener.names("db1.lab")).doesNotContain("disconnected");
    }
  }

  @Test
  void goodbyeAndRevocationEndASession() throws Exception {
    poll(full());
    poll(message().setAgentDisconnect(Opamp.AgentDisconnect.newBuilder()));
    await().until(() -> open.listener.names("db1.lab").contains("disconnected"));
    poll(full());
    open.revoked.add("db1.lab");
    assertThat(open.door.recheck()).isPositive();
    await().until(() -> !open.door.connected(DB1));
  }

  @Test
  void closingTheDoorAnswersWhatWaits() throws Exception {
    poll(full());
    var waiting =
        client.sendAsync(
            request(message().build().toByteArray()).header("prefer", "wait=25").build(),
            BodyHandlers.ofByteArray());
    await().until(() -> open.listener.seen.get() == 2);
    open.door.close();
    assertThat(waiting).succeedsWithin(Duration.ofSeconds(20));
    assertThat(open.listener.names("db1.lab")).endsWith("disconnected");
  }

  @Test
  void ofManyMessagesThatWaitEachIsWorkedOn() {
    var inbox = new Inbox();
    inbox.add(new Item.Message(message().build(), Inbox.MANY_BYTES, () -> {}));
    assertThat(inbox.full()).isTrue();
  }

  private void reopen(DoorLimits limits) {
    open.close();
    var authority = open.authority;
    open = new OpenDoor(limits, authority);
  }
}
