package io.kitward.policy;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what Backend documents say of e-mail. */
final class MailReader {

  /** The fields that no other type has. */
  static final String[] FIELDS = {"from", "to"};

  static final Pattern URL = Pattern.compile("smtps?://[^\\s/?#@:]+(:[1-9][0-9]{0,4})?/?");
  static final String URL_EXPECTED = "a URL such as smtp://mail.example.org:587";

  /** Plain addresses, as people have them: nothing in them that a header could be made of. */
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,253}");

  private static final String EXPECTED = "an address such as on-call@example.org";

  /** To more people than these writes a list of the mail server's own. */
  private static final int MOST = 50;

  private MailReader() {}

  static boolean has(String field) {
    return Set.of(FIELDS).contains(field);
  }

  static BackendDocument.Mail read(Fields spec) {
    String from = spec.text("from", ADDRESS, EXPECTED);
    List<String> to = spec.distinctTexts("to", ADDRESS, EXPECTED);
    if (spec.find("to") == null) {
      spec.problem(Problem.MISSING, "to", "is missing; expected who gets the e-mails");
    } else if (to.isEmpty()) {
      spec.problem(Problem.VALUE, "to", "names nobody; expected " + EXPECTED);
    } else if (to.size() > MOST) {
      spec.problem(
          Problem.VALUE, "to", "names more than " + MOST + "; make them a list on the mail server");
    }
    return new BackendDocument.Mail(from, to);
  }

  static void fit(@Nullable String url, Fields spec) {
    if (url == null) {
      spec.problem(Problem.MISSING, "url", "is missing; expected the mail server, " + URL_EXPECTED);
    }
    if ((spec.find("user") == null) != (spec.find("secret") == null)) {
      spec.problem(
          Problem.MISSING,
          spec.find("user") == null ? "user" : "secret",
          "is missing; a user and the secret with its password go together");
    }
  }
}
