package io.kitward.connector.host.debian;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digests that dpkg's database holds. */
final class Digests {

  private Digests() {}

  /** As 32 hexadecimal digits; dpkg knows conffiles by it, and nothing here is secured by it. */
  static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
