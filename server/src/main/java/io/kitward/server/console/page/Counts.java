package io.kitward.server.console.page;

import java.util.Locale;

/** Numbers as people read them. */
public final class Counts {
  private Counts() {}

  /** With a comma at each thousand. */
  public static String of(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** A number with its noun: {@code 1 node}, {@code 1,204 nodes}. */
  public static String of(long count, String one) {
    return of(count) + " " + (count == 1 ? one : many(one));
  }

  private static String many(String one) {
    return one.endsWith("y") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
  }
}
