package io.kitward.server.vouch;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import io.kitward.server.pki.Credential;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Signatures of compilers: believed exactly where the platform's own check believes them. */
class P256KeyTest {

  private static final JWSHeader ES256 = new JWSHeader(JWSAlgorithm.ES256);
  private static final KeyPair PAIR = Credential.newKey(new SecureRandom());
  private static final P256Key KEY = new P256Key((ECPublicKey) PAIR.getPublic());

  private static byte[] sign(byte[] message) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(PAIR.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  private static boolean verify(byte[] message, byte[] signature) {
    return KEY.verify(ES256, message, Base64URL.encode(signature));
  }

  @Test
  void itAgreesWithThePlatformAboutWhatWasSignedAndWhatWasChanged() throws Exception {
    var random = new Random(17);
    var platform = new ECDSAVerifier(KEY.key());
    for (int i = 0; i < 200; i++) {
      byte[] message = new byte[random.nextInt(1, 200)];
      random.nextBytes(message);
      byte[] signature = sign(message);
      assertThat(verify(message, signature)).isTrue();
      byte[] broken = random.nextBoolean() ? message : signature;
      broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      assertThat(verify(message, signature))
          .isEqualTo(platform.verify(ES256, message, Base64URL.encode(signature)))
          .isFalse();
    }
  }

  @Test
  void numbersOutsideOfTheGroupProveNothing() throws Exception {
    byte[] message = "web".getBytes(StandardCharsets.UTF_8);
    byte[] signature = sign(message);
    BigInteger order = KEY.key().getParams().getOrder();
    for (BigInteger number : new BigInteger[] {BigInteger.ZERO, order, order.add(BigInteger.ONE)}) {
      for (int place : new int[] {0, 32}) {
        byte[] wrong = signature.clone();
        byte[] bytes = number.toByteArray();
        System.arraycopy(new byte[32], 0, wrong, place, 32);
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, wrong, place + 32 - length, length);
        assertThat(verify(message, wrong)).isFalse();
      }
    }
    assertThat(verify(message, new byte[64])).isFalse();
  }

  @Test
  void aSignatureOfAnotherLengthOrAlgorithmProvesNothing() throws Exception {
    byte[] message = "web".getBytes(StandardCharsets.UTF_8);
    byte[] signature = sign(message);
    assertThat(verify(message, java.util.Arrays.copyOf(signature, 63))).isFalse();
    assertThat(verify(message, java.util.Arrays.copyOf(signature, 65))).isFalse();
    assertThat(verify(message, new byte[0])).isFalse();
    assertThat(KEY.verify(new JWSHeader(JWSAlgorithm.ES384), message, Base64URL.encode(signature)))
        .isFalse();
  }
}
