package io.kitward.selector;

import java.util.Optional;

/**
 * A number or version, ordered as {@code dpkg --compare-versions} orders: digits as numbers of any
 * length, {@code ~} before the end, the end before letters, letters before other characters; before
 * all that an epoch ({@code 1:}), and after it what follows the last hyphen. So {@code 12 < 12.4 <
 * 13} and {@code 1~rc1 < 1}.
 *
 * <p>The order is that of deb-version(7). Equality is that of the text, so versions that compare
 * alike ({@code 1.0} and {@code 1.00}) may be unequal.
 */
public final class Version implements Comparable<Version> {
  private final String text;
  private final String epoch;
  private final String upstream;
  private final String revision;

  private Version(String text) {
    this.text = text;
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    int hyphen = rest.lastIndexOf('-');
    this.epoch = colon < 0 ? "" : text.substring(0, colon);
    this.upstream = hyphen < 0 ? rest : rest.substring(0, hyphen);
    this.revision = hyphen < 0 ? "" : rest.substring(hyphen + 1);
  }

  /**
   * Reads text that begins with a digit, holds letters, digits and {@code . + ~ - _ :}, and only
   * digits before its first colon; empty for any other.
   */
  public static Optional<Version> parse(String text) {
    if (text.isEmpty() || !isDigit(text.charAt(0))) {
      return Optional.empty();
    }
    boolean digits = true;
    boolean epoch = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isDigit(c) && !isLetter(c) && ".+~-_:".indexOf(c) < 0) {
        return Optional.empty();
      }
      if (c == ':' && epoch) {
        boolean followed = i + 1 < text.length() && isDigit(text.charAt(i + 1));
        if (!digits || !followed) {
          return Optional.empty();
        }
        epoch = false;
      }
      digits &= isDigit(c);
    }
    return Optional.of(new Version(text));
  }

  @Override
  public int compareTo(Version other) {
    int order = compareParts(epoch, other.epoch);
    if (order == 0) {
      order = compareParts(upstream, other.upstream);
    }
    return order == 0 ? compareParts(revision, other.revision) : order;
  }

  /** Text and digits in turn, from the left. */
  private static int compareParts(String left, String right) {
    int i = 0;
    int j = 0;
    while (i < left.length() || j < right.length()) {
      while (weight(left, i) != 0 || weight(right, j) != 0) {
        int order = Integer.compare(weight(left, i), weight(right, j));
        if (order != 0) {
          return order;
        }
        i++;
        j++;
      }
      int leftEnd = endOfDigits(left, i);
      int rightEnd = endOfDigits(right, j);
      int order = compareDigits(left.substring(i, leftEnd), right.substring(j, rightEnd));
      if (order != 0) {
        return order;
      }
      i = leftEnd;
      j = rightEnd;
    }
    return 0;
  }

  private static int compareDigits(String left, String right) {
    String small = left.substring(zeros(left));
    String large = right.substring(zeros(right));
    return small.length() == large.length()
        ? small.compareTo(large)
        : Integer.compare(small.length(), large.length());
  }

  private static int zeros(String digits) {
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return zeros;
  }

  private static int endOfDigits(String text, int start) {
    int end = start;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  /** 0 for a digit and for the end. */
  private static int weight(String text, int index) {
    if (index >= text.length() || isDigit(text.charAt(index))) {
      return 0;
    }
    char c = text.charAt(index);
    return c == '~' ? -1 : isLetter(c) ? c : c + 256;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Version version && text.equals(version.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
