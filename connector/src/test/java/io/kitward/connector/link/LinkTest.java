package io.kitward.connector.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kitward.connector.operation.Result;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.ConsoleRequest;
import io.kitward.protocol.DesiredState;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.NodeEvent;
import io.kitward.protocol.OpAmp;
import io.kitward.protocol.Operation;
import io.kitward.protocol.OperationReply;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkTest {

  private static final Authority AUTHORITY = new Authority("CN=Test CA");

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final TestParty party = new TestParty();
  private final TinyServer server =
      new TinyServer(
          AUTHORITY.issue("localhost").context(),
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  private final Link link = link(AUTHORITY, "localhost");

  @AfterEach
  void stop() {
    link.stop();
    server.close();
    executor.close();
  }

  @Test
  void theFirstMessageHoldsEverythingAndLaterOnesWhatChanged() {
    start(link);
    await().until(() -> !server.heard().isEmpty());
    Opamp.AgentToServer first = server.heard().getFirst();
    assertThat(first.hasAgentDescription()).isTrue();
    assertThat(first.hasEffectiveConfig()).isTrue();
    assertThat(first.getInstanceUid().size()).isEqualTo(16);
    assertThat(first.getCustomCapabilities().getCapabilitiesList())
        .containsExactly(
            OpAmp.EVENTS_CAPABILITY, OpAmp.OPERATIONS_CAPABILITY, ConsoleMessages.CAPABILITY);
    party.observed =
        List.of(
            new InstanceObserved(
                "s",
                "h",
                InstanceObserved.State.SETTLED,
                List.of(),
                Map.of(),
                List.of(),
                List.of()));
    link.changed();
    await().until(() -> server.heard().size() > 1);
    Opamp.AgentToServer second = server.heard().get(1);
    assertThat(second.hasAgentDescription()).isFalse();
    assertThat(OpAmp.observed(second.getEffectiveConfig())).isEqualTo(party.observed);
    assertThat(second.getSequenceNum()).isEqualTo(first.getSequenceNum() + 1);
  }

  @Test
  void eventsAreSentAgainUntilTheyAreAcknowledged() {
    party.journal().append("s", NodeEvent.Kind.DRIFTED, 1, "x");
    start(link);
    await().until(() -> events() == 1);
    server.hangUp();
    await().until(() -> events() == 2);
    server.send(Opamp.ServerToAgent.newBuilder().setCustomMessage(OpAmp.acknowledge(1)).build());
    await().until(() -> party.journal().acknowledged() == 1);
  }

  @Test
  void anOfferReachesTheNodeAndFullStateIsSentWhenAskedFor() {
    start(link);
    await().until(() -> server.connections() == 1 && server.heard().size() == 1);
    server.send(
        Opamp.ServerToAgent.newBuilder()
            .setRemoteConfig(OpAmp.remoteConfig(new DesiredState(1, 1, List.of()), Map.of()))
            .setFlags(Opamp.ServerToAgentFlags.ServerToAgentFlags_ReportFullState_VALUE)
            .build());
    await().until(() -> party.offers.size() == 1 && server.heard().size() == 2);
    assertThat(server.heard().get(1).hasAgentDescription()).isTrue();
  }

  @Test
  void anOperationIsAcknowledgedAndAnsweredPieceByPiece() {
    byte[] data = new byte[2 * OperationReply.PIECE + 7];
    new Random(3).nextBytes(data);
    party.result = new Result(OperationReply.State.DONE, "here", "application/gzip", data);
    start(link);
    await().until(() -> server.connections() == 1 && server.heard().size() == 1);
    var operation =
        new Operation(
            "7",
            Operation.Kind.DIAGNOSTICS,
            "",
            Instant.EPOCH,
            null,
            "",
            "token/admin",
            1,
            List.of());
    server.send(Opamp.ServerToAgent.newBuilder().setCustomMessage(OpAmp.ask(operation)).build());
    await().until(() -> replies().size() == 4);
    assertThat(replies().getFirst().state()).isEqualTo(OperationReply.State.ACKNOWLEDGED);
    var whole = new ByteArrayOutputStream();
    replies().stream()
        .skip(1)
        .forEach(reply -> whole.writeBytes(Base64.getDecoder().decode(reply.data())));
    assertThat(whole.toByteArray()).isEqualTo(data);
    assertThat(replies()).allMatch(reply -> reply.id().equals("7"));
    assertThat(replies().getLast().piece()).isEqualTo(3);
  }

  private List<OperationReply> replies() {
    return server.heard().stream()
        .flatMap(message -> OpAmp.answered(message.getCustomMessage()).stream())
        .toList();
  }

  @Test
  void aConsolesAnswerGoesUpPieceByPieceAndNoMoreOfItThanTheLinkTakes() {
    int pieces = 12;
    party.console =
        (asked, answers) -> {
          for (int piece = 1; piece <= pieces; piece++) {
            boolean taken =
                answers.take(
                    new ConsoleAnswer(
                        asked.request().id(), piece, piece == pieces, 200, Map.of(), null, ""),
                    asked.body());
            assertThat(taken).isTrue();
          }
        };
    start(link);
    await().until(() -> server.connections() == 1 && server.heard().size() == 1);
    var request = new ConsoleRequest("8", "GET", "http://zbx.lab/", Map.of(), 1, 1, "");
    byte[] body = new byte[ConsoleAnswer.PIECE];
    server.send(
        Opamp.ServerToAgent.newBuilder()
            .setCustomMessage(ConsoleMessages.request(request, body))
            .build());
    await().until(() -> answers().size() == pieces);
    assertThat(answers())
        .extracting(answered -> answered.answer().piece())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, pieces).boxed().toList());
    assertThat(answers()).allMatch(answered -> answered.body().size() == body.length);
  }

  private List<ConsoleMessages.Answered> answers() {
    return server.heard().stream()
        .flatMap(message -> ConsoleMessages.answered(message.getCustomMessage()).stream())
        .toList();
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTalkedTo() {
    Link wary = link(new Authority("CN=Other CA"), "localhost");
    start(wary);
    await().until(() -> wary.status().contains("TLS"));
    wary.stop();
    assertThat(server.heard()).isEmpty();
  }

  @Test
  void aCertificateForAnotherHostIsRefused() {
    Link wary = link(AUTHORITY, "127.0.0.1");
    start(wary);
    await().until(() -> wary.status().contains("TLS"));
    wary.stop();
    assertThat(server.heard()).isEmpty();
  }

  @Test
  void framesCarryTheHeaderAndOthersAreRefused() {
    assertThat(Framing.encode(Opamp.AgentToServer.getDefaultInstance()).get(0)).isZero();
    byte[] message = Opamp.ServerToAgent.newBuilder().setFlags(1).build().toByteArray();
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) 0x80;
    System.arraycopy(message, 0, framed, 2, message.length);
    assertThat(Framing.decode(framed).getFlags()).isEqualTo(1);
    for (byte[] bad : List.of(new byte[0], new byte[] {1}, new byte[] {0, 9}, new byte[] {-1})) {
      assertThatThrownBy(() -> Framing.decode(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void waitsDoubleUpToTheirBoundWithJitter() {
    var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), new Random(1));
    for (long full = 200; full < 60_000; full *= 2) {
      long bound = Math.min(full, 30_000);
      assertThat(backoff.next().toMillis()).isBetween(bound / 2, bound);
    }
    backoff.reset();
    assertThat(backoff.next().toMillis()).isBetween(100L, 200L);
  }

  private long events() {
    return server.heard().stream().filter(Opamp.AgentToServer::hasCustomMessage).count();
  }

  private Link link(Authority authority, String host) {
    return new Link(
        URI.create("wss://" + host + ":" + server.port()),
        () -> authority.issue("n1.lab").context(),
        party,
        executor,
        new Random(1));
  }

  private static void start(Link link) {
    Thread.ofVirtual().start(link::run);
  }
}
