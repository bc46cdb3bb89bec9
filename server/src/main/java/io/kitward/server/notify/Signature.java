package io.kitward.server.notify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What shows a receiver who sent a request: the headers of Standard Webhooks 1.0. Pure. */
final class Signature {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String ENCODED = "whsec_";

  private Signature() {}

  /**
   * The key that a secret's value stands for: the Base64 after {@code whsec_} decoded, anything
   * else as it is. A line break at its very end is no part of it.
   *
   * @throws IllegalArgumentException when it is empty, or what follows {@code whsec_} is no Base64;
   *     the message does not show it
   */
  static byte[] key(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    byte[] key;
    if (line.startsWith(ENCODED)) {
      try {
        key = Base64.getDecoder().decode(line.substring(ENCODED.length()));
      } catch (IllegalArgumentException e) {
        // Its message and cause would show a part of the secret.
        throw new IllegalArgumentException("begins with whsec_, and no Base64 follows");
      }
    } else {
      key = line.equals(text) ? value : line.getBytes(StandardCharsets.UTF_8);
    }
    if (key.length == 0) {
      throw new IllegalArgumentException("is empty");
    }
    return key;
  }

  /**
   * The headers of one request.
   *
   * @param at when it is sent
   */
  static Map<String, String> headers(byte[] key, String id, Instant at, byte[] body) {
    String timestamp = String.valueOf(at.getEpochSecond());
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return Map.of(
          "webhook-id",
          id,
          "webhook-timestamp",
          timestamp,
          "webhook-signature",
          "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
