package io.kitward.selector;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one was probably meant to be. */
public final class DidYouMean {
  /** Longer words are not compared: nobody mistypes them, and the cost is quadratic. */
  private static final int LONGEST = 80;

  private DidYouMean() {}

  /**
   * The closest known word within a third of the word's length (at least one edit). Of several that
   * are as close: the one of the same letters in another order, then the one with letters more or
   * fewer and none replaced, then the one that begins alike for longest, then the one of nearest
   * length, then the first by alphabet.
   */
  public static Optional<String> closest(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    String lower = word.toLowerCase(Locale.ROOT);
    int limit = Math.max(1, word.length() / 3);
    return known.stream()
        .filter(
            candidate ->
                !candidate.equals(word)
                    && Math.abs(candidate.length() - word.length()) <= limit
                    && distance(lower, candidate.toLowerCase(Locale.ROOT)) <= limit)
        .min(
            Comparator.<String>comparingInt(
                    candidate -> distance(lower, candidate.toLowerCase(Locale.ROOT)))
                .thenComparing(candidate -> !sameLetters(lower, candidate))
                .thenComparing(candidate -> !within(lower, candidate.toLowerCase(Locale.ROOT)))
                .thenComparingInt(candidate -> -common(lower, candidate))
                .thenComparingInt(candidate -> Math.abs(candidate.length() - lower.length()))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean sameLetters(String word, String candidate) {
    return Arrays.equals(
        word.chars().sorted().toArray(),
        candidate.toLowerCase(Locale.ROOT).chars().sorted().toArray());
  }

  /** Whether the shorter one's letters all stand in the longer one, in their order. */
  private static boolean within(String left, String right) {
    String shorter = left.length() <= right.length() ? left : right;
    String longer = left.length() <= right.length() ? right : left;
    int found = 0;
    for (int i = 0; i < longer.length() && found < shorter.length(); i++) {
      if (longer.charAt(i) == shorter.charAt(found)) {
        found++;
      }
    }
    return found == shorter.length();
  }

  /** How many characters both begin with. */
  private static int common(String word, String candidate) {
    String lower = candidate.toLowerCase(Locale.ROOT);
    int common = 0;
    while (common < Math.min(word.length(), lower.length())
        && word.charAt(common) == lower.charAt(common)) {
      common++;
    }
    return common;
  }

  /** Edits (insert, drop, replace, swap two neighbours) between two words. */
  private static int distance(String left, String right) {
    int[][] edits = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replace = edits[i - 1][j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replace, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && left.charAt(i - 1) == right.charAt(j - 2)
                && left.charAt(i - 2) == right.charAt(j - 1);
        if (swapped) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[left.length()][right.length()];
  }
}
