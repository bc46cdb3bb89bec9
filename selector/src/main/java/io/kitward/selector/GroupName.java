package io.kitward.selector;

import java.util.Optional;

/** The syntax of a group's name, which is that of every document's name. */
final class GroupName {
  private static final String EXPECTED =
      "a name of lower-case letters, digits and '-', at most 63, such as group:databases";

  private GroupName() {}

  static Optional<LabelSyntax.Fault> check(String name) {
    if (name.isEmpty()) {
      return fault(0, 0, "the name of a group is missing");
    }
    for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
      int c = name.codePointAt(i);
      boolean edge = i == 0 || i == name.length() - 1;
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!plain && (c != '-' || edge)) {
        String message =
            c == '-'
                ? "the name of a group must begin and end with a letter or digit"
                : "the name of a group must not contain " + LabelSyntax.describe(c);
        return fault(i, Character.charCount(c), message);
      }
    }
    int limit = LabelSyntax.NAME_LIMIT;
    return name.length() > limit
        ? fault(
            limit,
            name.length() - limit,
            "the name of a group has " + name.length() + " characters, the limit is " + limit)
        : Optional.empty();
  }

  private static Optional<LabelSyntax.Fault> fault(int offset, int length, String message) {
    return Optional.of(new LabelSyntax.Fault(offset, length, message, EXPECTED));
  }
}
