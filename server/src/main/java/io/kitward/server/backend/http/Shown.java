package io.kitward.server.backend.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What people may see of a console's answer. Pure. */
final class Shown {

  /** Longer answers are looked through this far only. */
  private static final int LOOKED_AT = 20_000;

  private Shown() {}

  /**
   * The beginning of a text on one line, without the credential in any form in which a console
   * could repeat it.
   *
   * @param most characters of it
   */
  static String of(String text, String user, String credential, int most) {
    String plain = text.length() > LOOKED_AT ? text.substring(0, LOOKED_AT) : text;
    if (!credential.isEmpty()) {
      for (String form :
          List.of(
              basic(user, credential),
              credential,
              URLEncoder.encode(credential, StandardCharsets.UTF_8),
              credential.replace("\\", "\\\\").replace("\"", "\\\""))) {
        plain = plain.replace(form, "[secret]");
      }
    }
    String line = plain.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > most ? line.substring(0, most) + "…" : line;
  }

  /** As basic authentication writes it. */
  static String basic(String user, String credential) {
    return Base64.getEncoder()
        .encodeToString((user + ":" + credential).getBytes(StandardCharsets.UTF_8));
  }
}
