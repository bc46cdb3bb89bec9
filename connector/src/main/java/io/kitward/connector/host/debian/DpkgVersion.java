package io.kitward.connector.host.debian;

/** The order of Debian's version numbers, as Debian Policy 5.6.12 and dpkg have it. Pure. */
final class DpkgVersion {

  private final long epoch;
  private final String upstream;
  private final String revision;

  private DpkgVersion(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    int dash = rest.lastIndexOf('-');
    this.epoch = colon < 0 ? 0 : number(text.substring(0, colon));
    this.upstream = dash < 0 ? rest : rest.substring(0, dash);
    this.revision = dash < 0 ? "" : rest.substring(dash + 1);
  }

  /** Negative when the first is older, positive when it is newer. */
  static int compare(String one, String other) {
    var a = new DpkgVersion(one);
    var b = new DpkgVersion(other);
    if (a.epoch != b.epoch) {
      return Long.compare(a.epoch, b.epoch);
    }
    int upstream = parts(a.upstream, b.upstream);
    return upstream != 0 ? upstream : parts(a.revision, b.revision);
  }

  private static long number(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Text and numbers in turn: text by {@link #order}, numbers by their value. */
  private static int parts(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      while ((i < a.length() && !digit(a.charAt(i))) || (j < b.length() && !digit(b.charAt(j)))) {
        int difference = order(a, i) - order(b, j);
        if (difference != 0) {
          return difference;
        }
        i++;
        j++;
      }
      while (i < a.length() && a.charAt(i) == '0') {
        i++;
      }
      while (j < b.length() && b.charAt(j) == '0') {
        j++;
      }
      int first = 0;
      while (i < a.length() && j < b.length() && digit(a.charAt(i)) && digit(b.charAt(j))) {
        if (first == 0) {
          first = a.charAt(i) - b.charAt(j);
        }
        i++;
        j++;
      }
      if (i < a.length() && digit(a.charAt(i))) {
        return 1;
      }
      if (j < b.length() && digit(b.charAt(j))) {
        return -1;
      }
      if (first != 0) {
        return first;
      }
    }
    return 0;
  }

  /** A tilde comes before the end, letters before everything else. */
  private static int order(String text, int at) {
    if (at >= text.length() || digit(text.charAt(at))) {
      return 0;
    }
    char c = text.charAt(at);
    if (c == '~') {
      return -1;
    }
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter ? c : c + 256;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
