package io.kitward.connector.apply;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts secrets' values in the place of their references, {@code ${secret:NAME@VERSION}}. */
final class Secrets {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(secret:[^}@\\s]+@[^}\\s]+)}");

  private Secrets() {}

  /** Whether the text refers to a secret. */
  static boolean in(String text) {
    return REFERENCE.matcher(text).find();
  }

  /**
   * The text with values.
   *
   * @throws IllegalArgumentException when a value is missing
   */
  static String fill(String text, Map<String, String> values) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            found -> {
              String value = values.get(found.group(1));
              if (value == null) {
                throw new IllegalArgumentException(
                    "the value of " + found.group(1) + " has not arrived with the desired state");
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
