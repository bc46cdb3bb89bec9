package io.kitward.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import opamp.proto.v1.Opamp;
import org.junit.jupiter.api.Test;

class ConsoleMessagesTest {

  private static final ConsoleRequest REQUEST =
      new ConsoleRequest(
          "r-1",
          "POST",
          "https://zbx.lab/api_jsonrpc.php",
          Map.of("authorization", "Bearer s3cret"),
          30_000,
          1 << 20,
          "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");

  @Test
  void aRequestArrivesWithItsBodyAsItIs() {
    byte[] body = {'\n', 0, (byte) 0xff, '{', '\n'};
    ConsoleMessages.Asked asked =
        ConsoleMessages.asked(ConsoleMessages.request(REQUEST, body)).orElseThrow();
    assertThat(asked.request()).isEqualTo(REQUEST);
    assertThat(asked.body().toByteArray()).isEqualTo(body);
  }

  @Test
  void aPieceOfAnAnswerArrivesAndSoDoesAFailure() {
    var piece = new ConsoleAnswer("r-1", 1, false, 200, Map.of("date", "now"), null, "");
    var failure = ConsoleAnswer.failed("r-1", 2, ConsoleAnswer.Failure.LATE, "no whole answer");
    ByteString part = ByteString.copyFrom("part", StandardCharsets.UTF_8);
    assertThat(ConsoleMessages.answered(ConsoleMessages.answer(piece, part)))
        .contains(new ConsoleMessages.Answered(piece, part));
    assertThat(ConsoleMessages.answered(ConsoleMessages.answer(failure, ByteString.EMPTY)))
        .contains(new ConsoleMessages.Answered(failure, ByteString.EMPTY));
  }

  @Test
  void whatIsSomethingElseIsNoneAndWhatIsDamagedIsSaid() {
    Opamp.CustomMessage request = ConsoleMessages.request(REQUEST, new byte[0]);
    assertThat(ConsoleMessages.answered(request)).isEmpty();
    assertThat(OpAmp.asked(request)).as("older connectors take no notice").isEmpty();
    Opamp.CustomMessage damaged =
        request.toBuilder().setData(ByteString.copyFromUtf8("{\"id\":")).build();
    assertThatThrownBy(() -> ConsoleMessages.asked(damaged))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                ConsoleMessages.asked(
                    request.toBuilder().setData(ByteString.copyFromUtf8("{}\n")).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nobodyReadsACredentialInARequestsWords() {
    assertThat(REQUEST.toString()).contains("zbx.lab").doesNotContain("s3cret");
  }
}
