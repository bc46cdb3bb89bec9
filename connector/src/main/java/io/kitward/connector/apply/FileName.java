package io.kitward.connector.apply;

/**
 * Patterns of file names as Ruby's {@code File.fnmatch} reads them: {@code *}, {@code ?}, {@code
 * [a-z]}, {@code [^a-z]} and {@code \} before a character that means itself; a dot in front is
 * matched only by a dot. Takes at most the product of both lengths. Pure.
 */
final class FileName {

  private FileName() {}

  /** Whether the whole name matches. */
  static boolean matches(String pattern, String name) {
    if (name.startsWith(".") && !pattern.startsWith(".") && !pattern.startsWith("\\.")) {
      return false;
    }
    int p = 0;
    int n = 0;
    int star = -1;
    int from = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        from = n;
        continue;
      }
      int end = p < pattern.length() ? one(pattern, p, name.charAt(n)) : -1;
      if (end >= 0) {
        p = end;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++from;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** Where the pattern goes on after one that this character matches; -1 when it does not. */
  private static int one(String pattern, int at, char c) {
    return switch (pattern.charAt(at)) {
      case '?' -> at + 1;
      case '[' -> set(pattern, at + 1, c);
      case '\\' -> at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : -1;
      default -> pattern.charAt(at) == c ? at + 1 : -1;
    };
  }

  private static int set(String pattern, int begin, char c) {
    int end = pattern.indexOf(']', begin + 1);
    if (end < 0) {
      return -1;
    }
    int at = begin;
    boolean not = pattern.charAt(at) == '^' || pattern.charAt(at) == '!';
    at += not ? 1 : 0;
    boolean in = false;
    while (at < end) {
      boolean range = at + 2 < end && pattern.charAt(at + 1) == '-';
      char last = pattern.charAt(range ? at + 2 : at);
      in |= pattern.charAt(at) <= c && c <= last;
      at += range ? 3 : 1;
    }
    return in == not ? -1 : end + 1;
  }
}
