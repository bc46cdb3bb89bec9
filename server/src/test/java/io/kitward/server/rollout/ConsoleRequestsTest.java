package io.kitward.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleAnswer.Failure;
import io.kitward.protocol.ConsoleMessages;
import io.kitward.protocol.ConsoleRequest;
import io.kitward.protocol.DesiredState;
import io.kitward.server.channel.Channel;
import io.kitward.server.rollout.ConsoleRequests.UnansweredException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.Test;

/** What becomes of requests to consoles, whatever a node answers. */
class ConsoleRequestsTest {

  private static final UUID GATE = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final int LARGEST = 8;

  /** What the node does with a request; nothing until a test says so. */
  private Consumer<ConsoleMessages.Asked> node = _ -> {};

  private Channel.Handed handed = Channel.Handed.TAKEN;
  private final ConsoleRequests requests = new ConsoleRequests(new Site());

  /** Hands requests to {@link #node}, as a door does to a session. */
  private final class Site implements Channel {
    @Override
    public Handed console(UUID id, Opamp.CustomMessage request) {
      assertThat(id).isEqualTo(GATE);
      if (handed == Handed.TAKEN) {
        node.accept(ConsoleMessages.asked(request).orElseThrow());
      }
      return handed;
    }

    @Override
    public boolean connected(UUID id) {
      return false;
    }

    @Override
    public Set<UUID> connectedNodes() {
      return Set.of();
    }

    @Override
    public boolean offer(UUID id, DesiredState state, Map<String, String> secrets) {
      return false;
    }

    @Override
    public int recheck() {
      return 0;
    }
  }

  private ConsoleRequests.Answer ask() throws Exception {
    return requests.ask(
        GATE,
        new ConsoleRequest("r-1", "GET", "http://zbx.lab/", Map.of(), 100, LARGEST, ""),
        new byte[0]);
  }

  private UnansweredException unanswered() {
    return catchThrowableOfType(UnansweredException.class, this::ask);
  }

  private void piece(UUID from, int number, boolean last, String body) {
    requests.answered(
        from,
        new ConsoleMessages.Answered(
            new ConsoleAnswer("r-1", number, last, 200, Map.of("date", "d"), null, ""),
            ByteString.copyFromUtf8(body)));
  }

  @Test
  void theAnswerIsThereAsSoonAsItsLastPieceIs() throws Exception {
    node =
        _ -> {
          piece(GATE, 1, false, "ab");
          piece(GATE, 2, true, "cd");
        };
    ConsoleRequests.Answer answer = ask();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("date", "d");
    assertThat(answer.body()).asString().isEqualTo("abcd");
  }

  @Test
  void whyThereIsNoWayIsSaid() {
    handed = Channel.Handed.AWAY;
    assertThat(unanswered().words()).isEqualTo("its connector is not connected");
    handed = Channel.Handed.TOO_OLD;
    assertThat(unanswered().words())
        .isEqualTo("its connector is too old to ask consoles, upgrade it");
    handed = Channel.Handed.FULL;
    assertThat(unanswered().words()).contains("too much waiting");
    assertThat(unanswered().failure()).isEmpty();
  }

  @Test
  void aNodeThatIsLostAnswersNoMoreAndOneThatSaysNothingIsNotWaitedForForEver() {
    node =
        _ -> {
          piece(GATE, 1, false, "ab");
          requests.lost(GATE);
        };
    assertThat(unanswered().words()).contains("session ended before the answer came");
    node = _ -> requests.lost(OTHER);
    assertThat(unanswered().words()).isEqualTo("its connector does not answer");
  }

  @Test
  void whatAnotherNodeSaysOrComesTooLateCountsForNothing() throws Exception {
    node =
        _ -> {
          piece(OTHER, 1, true, "forged");
          piece(GATE, 1, true, "true");
        };
    assertThat(ask().body()).asString().isEqualTo("true");
    piece(GATE, 1, true, "late");
  }

  @Test
  void anAnswerThatIsTooLargeOrHasGapsIsNone() {
    node =
        _ -> {
          piece(GATE, 1, false, "12345678");
          piece(GATE, 2, true, "9");
        };
    assertThat(unanswered().failure()).contains(Failure.LARGE);
    node = _ -> piece(GATE, 2, true, "x");
    assertThat(unanswered().failure()).contains(Failure.BROKEN);
  }

  @Test
  void whatTheConnectorSaysCountsForTheWholeAnswer() {
    node =
        _ -> {
          piece(GATE, 1, false, "ab");
          requests.answered(
              GATE,
              new ConsoleMessages.Answered(
                  ConsoleAnswer.failed("r-1", 0, Failure.LATE, "no whole answer"),
                  ByteString.EMPTY));
        };
    assertThat(unanswered().failure()).contains(Failure.LATE);
    assertThat(unanswered().words()).isEqualTo("no whole answer");
  }

  @Test
  void aRequestThatIsTooLargeIsNotSent() {
    var request = new ConsoleRequest("r-1", "PUT", "http://x/", Map.of(), 100, LARGEST, "");
    UnansweredException why =
        catchThrowableOfType(
            UnansweredException.class,
            () -> requests.ask(GATE, request, new byte[ConsoleRequest.LARGEST_BODY + 1]));
    assertThat(why.words()).contains("2,097,153 bytes is too large for a connector");
  }
}
