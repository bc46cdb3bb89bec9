package io.kitward.server.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Which key of a node is meant, in place of the key: {@code
 * secret:NAME@VERSION~SERVICE.PARAMETER~CERTNAME}.
 *
 * @param master the secret that it is derived from
 */
public record NodeKey(SecretReference master, String service, String parameter, String certname) {
  private static final Pattern TEXT =
      Pattern.compile(
          "([^~]{1,220})"
              + "~([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\\.([a-z][A-Za-z0-9]{0,62})"
              + "~([a-z0-9._-]{1,255})");

  /** Of no other use of a secret is this the beginning. */
  private static final String DOMAIN = "kitward/node-key/v1";

  private static final String ALGORITHM = "HmacSHA256";

  /** Reads a reference; anything else, also with something before or after it, is none. */
  public static Optional<NodeKey> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    return matcher.matches()
        ? SecretReference.parse(matcher.group(1))
            .map(
                master -> new NodeKey(master, matcher.group(2), matcher.group(3), matcher.group(4)))
        : Optional.empty();
  }

  /**
   * The key: 64 lower-case hexadecimal digits. HMAC-SHA256 with the master's value as its key over
   * domain, service, parameter and certname, each ended by a NUL, which none of them can hold.
   */
  String of(byte[] master) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(master, ALGORITHM));
      for (String part : new String[] {DOMAIN, service, parameter, certname}) {
        mac.update(part.getBytes(StandardCharsets.UTF_8));
        mac.update((byte) 0);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return master + "~" + service + "." + parameter + "~" + certname;
  }
}
