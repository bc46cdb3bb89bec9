package io.kitward.server.pki;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** SHA-256 over certificates, as people compare them: upper-case pairs with colons. */
final class Fingerprint {
  private static final HexFormat PAIRS = HexFormat.ofDelimiter(":").withUpperCase();

  private Fingerprint() {}

  static String of(X509Certificate certificate) {
    try {
      return print(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("A certificate that cannot be encoded", e);
    }
  }

  /**
   * Whether the fingerprint pins the whole bundle: it is that of the root, below which everything
   * else must prove itself, or of the text. That of an intermediate pins nothing above it.
   */
  static boolean pins(String fingerprint, String bundle, List<X509Certificate> certificates) {
    String wanted = fingerprint.replace(":", "").replace(" ", "").toUpperCase(Locale.ROOT);
    return certificates.stream()
            .filter(Authority::isRoot)
            .map(Fingerprint::of)
            .anyMatch(found -> matches(wanted, found))
        || matches(wanted, print(bundle.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean matches(String wanted, String found) {
    return wanted.equals(found.replace(":", ""));
  }

  private static String print(byte[] content) {
    try {
      return PAIRS.formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}
