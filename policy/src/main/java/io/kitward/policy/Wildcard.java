package io.kitward.policy;

/** Texts with {@code *} (any characters) and {@code ?} (one); matched without going back far. */
final class Wildcard {
  private Wildcard() {}

  /** Whether a text has wildcards at all. */
  static boolean isIn(String pattern) {
    return pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
  }

  /** Time is at most the product of both lengths. */
  static boolean matches(String pattern, String text) {
    int p = 0;
    int star = -1;
    int retry = 0;
    int t = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
