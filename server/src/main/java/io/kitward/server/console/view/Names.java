package io.kitward.server.console.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names as addresses, as element ids and as short text. */
public final class Names {
  private static final int SHOWN = 44;
  private static final int KEPT_AT_END = 16;

  private Names() {}

  /** One segment of a path, or one value of a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public static String nodeHref(String certname) {
    return "/nodes/" + encode(certname);
  }

  /** A name shortened in the middle, where certnames differ least. */
  public static String middle(String name) {
    int length = name.codePointCount(0, name.length());
    if (length <= SHOWN) {
      return name;
    }
    int head = name.offsetByCodePoints(0, SHOWN - KEPT_AT_END - 1);
    int tail = name.offsetByCodePoints(0, length - KEPT_AT_END);
    return name.substring(0, head) + "…" + name.substring(tail);
  }

  /** An element id for any text: safe in HTML, in CSS selectors and over renderings. */
  public static String id(String prefix, String text) {
    return prefix + "-" + digest(text).substring(0, 16);
  }

  /** SHA-256 in hexadecimal. */
  public static String digest(String text) {
    return digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** SHA-256 in hexadecimal. */
  public static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
