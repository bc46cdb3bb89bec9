package io.kitward.connector.host.rpm;

/** The order of rpm's version numbers, {@code [EPOCH:]VERSION[-RELEASE]}, as rpm has it. Pure. */
final class RpmVersion {

  private RpmVersion() {}

  /** Negative when the first is older; without a release it equals any release. */
  static int compare(String one, String other) {
    int epoch = segments(epoch(one), epoch(other));
    if (epoch != 0) {
      return epoch;
    }
    int version = segments(version(one), version(other));
    if (version != 0) {
      return version;
    }
    String first = release(one);
    String second = release(other);
    return first.isEmpty() || second.isEmpty() ? 0 : segments(first, second);
  }

  private static String epoch(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? "0" : text.substring(0, colon);
  }

  private static String version(String text) {
    String rest = text.substring(text.indexOf(':') + 1);
    int dash = rest.lastIndexOf('-');
    return dash < 0 ? rest : rest.substring(0, dash);
  }

  private static String release(String text) {
    int dash = text.lastIndexOf('-');
    return dash < 0 ? "" : text.substring(dash + 1);
  }

  /** Runs of digits and of letters in turn; {@code ~} is before and {@code ^} after the end. */
  static int segments(String a, String b) {
    int i = 0;
    int j = 0;
    while (true) {
      i = separators(a, i);
      j = separators(b, j);
      int special = special(a, i, b, j, '~');
      if (special == 0) {
        special = special(a, i, b, j, '^');
      }
      if (special == BOTH) {
        i++;
        j++;
        continue;
      }
      if (special != 0) {
        return special;
      }
      if (i >= a.length() || j >= b.length()) {
        return Integer.compare(a.length() - i, b.length() - j);
      }
      boolean digits = digit(a.charAt(i));
      int endA = run(a, i, digits);
      int endB = run(b, j, digits);
      if (endB == j) {
        return digits ? 1 : -1; // a number is newer than a word
      }
      String partA = a.substring(i, endA);
      String partB = b.substring(j, endB);
      int compared = digits ? numbers(partA, partB) : partA.compareTo(partB);
      if (compared != 0) {
        return Integer.signum(compared);
      }
      i = endA;
      j = endB;
    }
  }

  private static final int BOTH = 2;

  private static int special(String a, int i, String b, int j, char mark) {
    boolean first = i < a.length() && a.charAt(i) == mark;
    boolean second = j < b.length() && b.charAt(j) == mark;
    if (first && second) {
      return BOTH;
    }
    if (!first && !second) {
      return 0;
    }
    if (mark == '~') {
      return first ? -1 : 1;
    }
    boolean otherEnds = first ? j >= b.length() : i >= a.length();
    return first == otherEnds ? 1 : -1;
  }

  private static int numbers(String a, String b) {
    String first = a.replaceFirst("^0+", "");
    String second = b.replaceFirst("^0+", "");
    return first.length() != second.length()
        ? Integer.compare(first.length(), second.length())
        : first.compareTo(second);
  }

  private static int separators(String text, int from) {
    int at = from;
    while (at < text.length()
        && !digit(text.charAt(at))
        && !letter(text.charAt(at))
        && text.charAt(at) != '~'
        && text.charAt(at) != '^') {
      at++;
    }
    return at;
  }

  private static int run(String text, int from, boolean digits) {
    int at = from;
    while (at < text.length() && (digits ? digit(text.charAt(at)) : letter(text.charAt(at)))) {
      at++;
    }
    return at;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
