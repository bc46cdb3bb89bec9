package io.kitward.selector;

import io.kitward.selector.LabelSyntax.Fault;
import java.util.Optional;

/**
 * A pattern for a whole text: {@code *} stands for any characters, {@code ?} for exactly one, all
 * else for itself. There is no escape. Patterns that mean the same by their wildcards are equal:
 * {@code a**} is {@code a*}, and {@code *?} is {@code ?*}.
 *
 * @param pattern at most {@value #LIMIT} characters, none of them control characters
 */
public record Glob(String pattern) {
  /** The longest pattern. Matching takes at most this many steps for a character of the value. */
  public static final int LIMIT = 253;

  public Glob {
    check(pattern)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault.message());
            });
    pattern = canonical(pattern);
  }

  static Optional<Fault> check(String pattern) {
    if (pattern.length() > LIMIT) {
      String message = "a pattern has " + pattern.length() + " characters, the limit is " + LIMIT;
      return Optional.of(
          new Fault(LIMIT, pattern.length() - LIMIT, message, "at most " + LIMIT + " characters"));
    }
    return FactSyntax.checkText(pattern);
  }

  /** What no tag's value could ever match, since label values hold only some characters. */
  Optional<Fault> checkForTags() {
    return checkForTags(pattern);
  }

  static Optional<Fault> checkForTags(String pattern) {
    for (int i = 0; i < pattern.length(); i += Character.charCount(pattern.codePointAt(i))) {
      int c = pattern.codePointAt(i);
      if (!LabelSyntax.isAlphanumeric(c) && "-_.*?".indexOf(c) < 0) {
        return Optional.of(
            new Fault(
                i,
                Character.charCount(c),
                "the value of a tag never holds " + LabelSyntax.describe(c),
                "letters, digits, '-', '_', '.' and the wildcards * and ?"));
      }
    }
    return Optional.empty();
  }

  /** Whether the pattern stands for the whole value; only ever goes back to the last star. */
  public boolean matches(String value) {
    int at = 0;
    int read = 0;
    int afterStar = -1;
    int retry = 0;
    while (read < value.length()) {
      int c = value.codePointAt(read);
      int wanted = at < pattern.length() ? pattern.codePointAt(at) : -1;
      if (wanted == '*') {
        at++;
        afterStar = at;
        retry = read;
      } else if (wanted == '?' || wanted == c) {
        at += Character.charCount(wanted);
        read += Character.charCount(c);
      } else if (afterStar >= 0) {
        at = afterStar;
        retry += Character.charCount(value.codePointAt(retry));
        read = retry;
      } else {
        return false;
      }
    }
    return at == pattern.length() || (at == pattern.length() - 1 && pattern.charAt(at) == '*');
  }

  /** In each run of wildcards the question marks first, then one star if there is any. */
  private static String canonical(String pattern) {
    StringBuilder canonical = new StringBuilder();
    boolean star = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        star = true;
        continue;
      }
      if (star && c != '?') {
        canonical.append('*');
        star = false;
      }
      canonical.append(c);
    }
    return star ? canonical.append('*').toString() : canonical.toString();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
