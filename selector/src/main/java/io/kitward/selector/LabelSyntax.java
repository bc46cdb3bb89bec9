package io.kitward.selector;

import java.util.Optional;

/**
 * The syntax of Kubernetes labels, which tags follow: a key is {@code [prefix/]name}, a value is
 * empty or like a name.
 *
 * <p>From the Kubernetes documentation, "Labels and Selectors": names and values have at most 63
 * characters, begin and end with a letter or digit, with {@code - _ .} between; a prefix is a DNS
 * subdomain of at most 253 characters.
 */
final class LabelSyntax {
  static final int NAME_LIMIT = 63;
  static final int PREFIX_LIMIT = 253;

  /** What is wrong, and where in the checked text. */
  record Fault(int offset, int length, String message, String expected) {}

  private LabelSyntax() {}

  static Optional<Fault> checkKey(String key) {
    int slash = key.indexOf('/');
    if (slash < 0) {
      return checkName(key, 0, "a key", false);
    }
    Optional<Fault> prefix = checkPrefix(key.substring(0, slash));
    return prefix.isPresent()
        ? prefix
        : checkName(key.substring(slash + 1), slash + 1, "the name of a key", false);
  }

  /** A key that a tag may have: any but {@code certname}, which only a node's identity says. */
  static Optional<Fault> checkTagKey(String key) {
    return key.equals(Words.CERTNAME)
        ? fault(
            0,
            key.length(),
            "certname is the node's own name, so no tag may be called that",
            "another key, such as host")
        : checkKey(key);
  }

  static Optional<Fault> checkValue(String value) {
    return checkName(value, 0, "a value", true);
  }

  private static Optional<Fault> checkName(
      String name, int start, String what, boolean mayBeEmpty) {
    String expected =
        "letters and digits, with '-', '_' or '.' between them, at most " + NAME_LIMIT;
    if (name.isEmpty()) {
      return mayBeEmpty ? Optional.empty() : fault(start, 0, what + " must not be empty", expected);
    }
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int c = name.codePointAt(i);
      if (!isAlphanumeric(c) && c != '-' && c != '_' && c != '.') {
        return fault(
            start + i, Character.charCount(c), what + " must not contain " + describe(c), expected);
      }
    }
    if (!isAlphanumeric(name.charAt(0))) {
      return fault(start, 1, what + " must begin with a letter or digit", "a letter or digit");
    }
    if (!isAlphanumeric(name.charAt(name.length() - 1))) {
      return fault(
          start + name.length() - 1,
          1,
          what + " must end with a letter or digit",
          "a letter or digit");
    }
    if (name.length() > NAME_LIMIT) {
      return fault(
          start + NAME_LIMIT,
          name.length() - NAME_LIMIT,
          what + " has " + name.length() + " characters, the limit is " + NAME_LIMIT,
          "at most " + NAME_LIMIT + " characters");
    }
    return Optional.empty();
  }

  private static Optional<Fault> checkPrefix(String prefix) {
    String expected = "a DNS name such as example.org, in lower case";
    if (prefix.isEmpty()) {
      return fault(0, 1, "the prefix of a key must not be empty", expected);
    }
    if (prefix.length() > PREFIX_LIMIT) {
      return fault(
          PREFIX_LIMIT,
          prefix.length() - PREFIX_LIMIT,
          "the prefix of a key has "
              + prefix.length()
              + " characters, the limit is "
              + PREFIX_LIMIT,
          "at most " + PREFIX_LIMIT + " characters");
    }
    boolean edge = true;
    for (int i = 0; i < prefix.length(); i += Character.charCount(prefix.codePointAt(i))) {
      int c = prefix.codePointAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      boolean last = i == prefix.length() - 1 || prefix.charAt(i + 1) == '.';
      if (!plain && c != '-' && c != '.') {
        return fault(
            i,
            Character.charCount(c),
            "the prefix of a key must not contain " + describe(c),
            expected);
      }
      if (!plain && (edge || last)) {
        return fault(
            i, 1, "each part of a prefix must begin and end with a letter or digit", expected);
      }
      edge = c == '.';
    }
    return Optional.empty();
  }

  static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /**
   * A character as a message may show it: printable ASCII in quotes, anything else by its code
   * point.
   */
  static String describe(int c) {
    return c > ' ' && c < 0x7f ? "'" + Character.toString(c) + "'" : String.format("U+%04X", c);
  }

  private static Optional<Fault> fault(int offset, int length, String message, String expected) {
    return Optional.of(new Fault(offset, length, message, expected));
  }
}
