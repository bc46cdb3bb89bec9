package io.kitward.connector.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What differs between two texts, line by line, without values that look like secrets. Pure. */
final class LineDifference {

  private static final int LINES = 1_000;
  private static final int TOLD = 200;
  private static final int WIDTH = 200;
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(\\S*(?:pass|secret|token|psk|community|credential|private|apikey|api_key)\\S*?\\s*[=:\\s]\\s*)\\S.*");

  private LineDifference() {}

  /**
   * The lines that go, with {@code -}, and those that come, with {@code +}, in their order.
   *
   * @param path headed by it
   */
  static List<String> of(String path, String before, String after) {
    List<String> old = before.lines().toList();
    List<String> next = after.lines().toList();
    var told = new ArrayList<String>();
    told.add("--- " + path);
    if (old.size() > LINES || next.size() > LINES) {
      told.add("  " + old.size() + " lines become " + next.size() + ": too many to list");
      return told;
    }
    int[][] common = common(old, next);
    int i = 0;
    int j = 0;
    while (i < old.size() || j < next.size()) {
      if (i < old.size() && j < next.size() && old.get(i).equals(next.get(j))) {
        i++;
        j++;
      } else if (j >= next.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
        told.add("- " + printable(old.get(i++)));
      } else {
        told.add("+ " + printable(next.get(j++)));
      }
    }
    if (told.size() > TOLD) {
      int more = told.size() - TOLD;
      told.subList(TOLD, told.size()).clear();
      told.add("  … and " + more + " lines more");
    }
    return told;
  }

  /** How long the longest common part is, from each pair of places to the ends. */
  private static int[][] common(List<String> old, List<String> next) {
    var common = new int[old.size() + 1][next.size() + 1];
    for (int i = old.size() - 1; i >= 0; i--) {
      for (int j = next.size() - 1; j >= 0; j--) {
        common[i][j] =
            old.get(i).equals(next.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }

  private static String printable(String line) {
    String plain = SECRET.matcher(line.replaceAll("\\p{Cntrl}", " ")).replaceFirst("$1***");
    return plain.length() > WIDTH ? plain.substring(0, WIDTH) + "…" : plain;
  }
}
