package io.kitward.server.console;

import java.util.Map;
import java.util.TreeMap;

/**
 * What somebody sent after the session in which it was written had ended.
 *
 * @param csrf of the session that there is now; empty while nobody is signed in
 * @param action where the form goes again
 * @param fields all that was sent, without the text and the session's token
 */
public record KeptText(String csrf, String action, Map<String, String> fields, String text) {

  static KeptText of(String csrf, String action, Map<String, String> sent) {
    var fields = new TreeMap<>(sent);
    fields.remove("csrf");
    String text = fields.remove("text");
    return new KeptText(csrf, action, fields, text == null ? "" : text);
  }

  public boolean signedIn() {
    return !csrf.isEmpty();
  }
}
