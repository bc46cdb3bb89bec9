package io.kitward.server.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignatureTest {

  /** The example with which the libraries of Standard Webhooks test themselves. */
  @Test
  void itIsTheSignatureOfStandardWebhooks() {
    byte[] key = Signature.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".getBytes(UTF_8));
    assertThat(
            Signature.headers(
                key,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                Instant.ofEpochSecond(1614265330),
                "{\"test\": 2432232314}".getBytes(UTF_8)))
        .isEqualTo(
            Map.of(
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
  }

  /** {@code printf 'x-1.0.{}' | openssl dgst -sha256 -hmac 'plain words' -binary | base64}. */
  @Test
  void aSecretThatIsNotEncodedIsTheKeyItself() {
    assertThat(
            Signature.headers(
                Signature.key("plain words\n".getBytes(UTF_8)),
                "x-1",
                Instant.EPOCH,
                "{}".getBytes(UTF_8)))
        .containsEntry("webhook-signature", "v1,BM+Ny1owBiawjdYnUCPz3/DYFytN4qWOgYH5mjexXBY=");
  }

  @Test
  void aSecretOfBytesThatAreNoTextIsTaken() {
    byte[] bytes = {(byte) 0xff, 0, (byte) 0x80};
    assertThat(Signature.key(bytes)).isEqualTo(bytes);
  }

  @Test
  void aSecretThatIsNoKeyIsRefusedWithoutShowingIt() {
    assertThatThrownBy(() -> Signature.key("whsec_no!base64".getBytes(UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("begins with whsec_, and no Base64 follows")
        .hasNoCause();
    for (String empty : new String[] {"", "\n", "whsec_"}) {
      assertThatThrownBy(() -> Signature.key(empty.getBytes(UTF_8))).hasMessage("is empty");
    }
  }
}
