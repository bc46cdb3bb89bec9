package io.kitward.policy.tags;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Words that probably mean the same: they differ in case or separators only, or by one edit. Words
 * that differ in digits are different ({@code db1} and {@code db2}), and so are short ones.
 */
final class NearDuplicates {
  /** Shorter words are different when one letter is. */
  private static final int SHORTEST = 5;

  private NearDuplicates() {}

  /** A pair in alphabetical order. */
  record Pair(String one, String other) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair pair) {
      int first = one.compareTo(pair.one);
      return first != 0 ? first : other.compareTo(pair.other);
    }
  }

  /** Every pair; work grows with the words' total length, not with the square of their number. */
  static Set<Pair> among(Collection<String> words) {
    Map<String, List<String>> byTrace = new HashMap<>();
    for (String word : new TreeSet<>(words)) {
      for (String trace : traces(plain(word))) {
        byTrace.computeIfAbsent(trace, key -> new ArrayList<>()).add(word);
      }
    }
    Set<Pair> pairs = new TreeSet<>();
    for (List<String> alike : byTrace.values()) {
      for (int i = 0; i < alike.size(); i++) {
        for (int j = i + 1; j < alike.size(); j++) {
          if (near(plain(alike.get(i)), plain(alike.get(j)))) {
            pairs.add(new Pair(alike.get(i), alike.get(j)));
          }
        }
      }
    }
    return pairs;
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }

  /** The word, and the word without each of its characters: words one edit apart share one. */
  private static Set<String> traces(String word) {
    Set<String> traces = new TreeSet<>(Set.of(word));
    if (word.length() >= SHORTEST) {
      for (int i = 0; i < word.length(); i++) {
        traces.add(word.substring(0, i) + word.substring(i + 1));
      }
    }
    return traces;
  }

  private static boolean near(String one, String other) {
    if (one.equals(other)) {
      return true;
    }
    String digits = "[^0-9]";
    return Math.min(one.length(), other.length()) >= SHORTEST - 1
        && one.replaceAll(digits, "").equals(other.replaceAll(digits, ""));
  }
}
