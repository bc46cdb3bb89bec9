package io.kitward.policy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where in a request a value stands, which decides how it is made harmless there. */
enum RequestPlace {
  /** Within a path or query: a value is never a slash, a question mark or a number sign. */
  PATH,
  /** In a header: printable ASCII, so that it can neither end its line nor arrive as another. */
  HEADER,
  /** Between double quotes, as in JSON. */
  QUOTED,
  /** In a body such as forms in browsers send. */
  FORM;

  private static final String UNRESERVED = "-._~";
  private static final String FORM_TYPE = "application/x-www-form-urlencoded";

  static RequestPlace ofBody(String contentType) {
    return plain(contentType).equals(FORM_TYPE) ? FORM : QUOTED;
  }

  /** Whether it is known how a value is made harmless in a body of this type. */
  static boolean known(String contentType) {
    String type = plain(contentType);
    return isJson(contentType) || type.equals(FORM_TYPE) || type.equals("text/plain");
  }

  static boolean isJson(String contentType) {
    String type = plain(contentType);
    return type.equals(RequestTemplate.JSON)
        || type.startsWith("application/json-")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  private static String plain(String contentType) {
    return contentType.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
  }

  /** The format by whose rules a template of this place is checked. */
  Format format() {
    return this == QUOTED ? Format.JSON : Format.PLAIN;
  }

  /**
   * The value as it may stand here.
   *
   * @throws RenderException when it can't be made harmless
   */
  String escape(String value) throws RenderException {
    return switch (this) {
      case PATH -> {
        if (value.isEmpty()) {
          throw new RenderException("a value is empty, and the path would be another one");
        }
        yield percent(Format.PLAIN.escape(value));
      }
      case HEADER -> {
        Format.PLAIN.escape(value);
        if (value.chars().anyMatch(c -> c > '~')) {
          throw new RenderException("a value has a character beyond ASCII");
        }
        yield value;
      }
      case QUOTED -> Format.JSON.escape(value);
      case FORM -> percent(Format.PLAIN.escape(value));
    };
  }

  private static String percent(String value) {
    var text = new StringBuilder();
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (each & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED.indexOf(c) >= 0;
      if (plain) {
        text.append(c);
      } else {
        text.append('%').append(String.format("%02X", (int) c));
      }
    }
    return text.toString();
  }
}
