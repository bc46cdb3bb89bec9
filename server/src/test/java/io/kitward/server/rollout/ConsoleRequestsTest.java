package io.kitward.server.rollout;

import static io.kitward.server.rollout.AnsweringNode.GATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kitward.protocol.ConsoleAnswer.Failure;
import io.kitward.protocol.ConsoleRequest;
import io.kitward.server.channel.Channel;
import io.kitward.server.rollout.ConsoleRequests.UnansweredException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What becomes of requests to consoles, whatever a node answers. */
class ConsoleRequestsTest {

  private static final UUID OTHER = new UUID(0, 2);
  private static final int LARGEST = 8;

  private final AnsweringNode site = new AnsweringNode();
  private final ConsoleRequests requests = site.requests;

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
    site.piece(from, "r-1", number, last, body);
  }

  @Test
  void theAnswerIsThereAsSoonAsItsLastPieceIs() throws Exception {
    site.node =
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
    site.handed = Channel.Handed.AWAY;
    assertThat(unanswered().words()).isEqualTo("its connector is not connected");
    site.handed = Channel.Handed.TOO_OLD;
    assertThat(unanswered().words())
        .isEqualTo("its connector is too old to ask consoles, upgrade it");
    site.handed = Channel.Handed.FULL;
    assertThat(unanswered().words()).contains("too much waiting");
    assertThat(unanswered().failure()).isEmpty();
  }

  @Test
  void aNodeThatIsLostAnswersNoMoreAndOneThatSaysNothingIsNotWaitedForForEver() {
    site.node =
        _ -> {
          piece(GATE, 1, false, "ab");
          requests.lost(GATE);
        };
    assertThat(unanswered().words()).contains("session ended before the answer came");
    site.node = _ -> requests.lost(OTHER);
    assertThat(unanswered().words()).isEqualTo("its connector does not answer");
  }

  @Test
  void whatAnotherNodeSaysOrComesTooLateCountsForNothing() throws Exception {
    site.node =
        _ -> {
          piece(OTHER, 1, true, "forged");
          piece(GATE, 1, true, "true");
        };
    assertThat(ask().body()).asString().isEqualTo("true");
    piece(GATE, 1, true, "late");
  }

  @Test
  void anAnswerThatIsTooLargeOrHasGapsIsNone() {
    site.node =
        _ -> {
          piece(GATE, 1, false, "12345678");
          piece(GATE, 2, true, "9");
        };
    assertThat(unanswered().failure()).contains(Failure.LARGE);
    site.node = _ -> piece(GATE, 2, true, "x");
    assertThat(unanswered().failure()).contains(Failure.BROKEN);
  }

  @Test
  void whatTheConnectorSaysCountsForTheWholeAnswer() {
    site.node =
        _ -> {
          piece(GATE, 1, false, "ab");
          site.failure("r-1", Failure.LATE, "no whole answer");
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
