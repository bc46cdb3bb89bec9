package io.kitward.protocol;

import java.util.regex.Pattern;

/**
 * Takes what looks like a secret out of a text that somebody may see: values behind names such as
 * {@code password} or {@code token}, credentials in addresses, private keys. What it does not know
 * as a secret stays.
 */
public final class Redaction {

  /** What stands where a secret was. */
  public static final String HIDDEN = "***";

  private static final Pattern NAMED =
      Pattern.compile(
          "(?im)((?:[\\w.-]*(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key|"
              + "credential|authorization|community|psk)[\\w-]*)[\"']?\\s*(?:[:=]\\s*|\\s))"
              + "(\"[^\"\\n]*\"|'[^'\\n]*'|(?:(?:Bearer|Basic)\\s+)?[^\\s,;}\\]]+)");
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)(\\b[a-z][a-z0-9+.-]*://)[^\\s/@\"']+@");
  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{8,}");
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);

  private Redaction() {}

  /** The text without what looks like a secret. */
  public static String of(String text) {
    String keys = KEY.matcher(text).replaceAll(HIDDEN);
    String named = NAMED.matcher(keys).replaceAll("$1" + HIDDEN);
    String addresses = ADDRESS.matcher(named).replaceAll("$1" + HIDDEN + "@");
    return BEARER.matcher(addresses).replaceAll("$1 " + HIDDEN);
  }
}
