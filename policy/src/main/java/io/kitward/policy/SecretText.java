package io.kitward.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A reference to a secret as it stands in a rendered file: {@code secret:NAME@VERSION}, with {@code
 * #FORMAT} behind it where the value must be made harmless for the file's format.
 *
 * @param reference {@code secret:NAME@VERSION}
 * @param format the file's format
 */
public record SecretText(String reference, Format format) {

  /** Reads it; empty when there is no such format. */
  public static Optional<SecretText> parse(String text) {
    int hash = text.indexOf('#');
    return hash < 0
        ? Optional.of(new SecretText(text, Format.PLAIN))
        : Arrays.stream(Format.values())
            .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(text.substring(hash + 1)))
            .findFirst()
            .map(format -> new SecretText(text.substring(0, hash), format));
  }

  /**
   * Whether consoles would take a text for a secret's reference, and it is not the very text that
   * its document says: then a value that was put in made it one.
   */
  static boolean isMade(String text, String template) {
    return text.startsWith("secret:") && !text.equals(template);
  }

  /** As it stands in a rendered file. */
  public String text() {
    return format == Format.PLAIN
        ? reference
        : reference + "#" + format.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The secret's value as it may stand in such a file; empty when it can't be made harmless there.
   * A line break at a value's very end is left out, except in plain files.
   */
  public Optional<String> of(String value) {
    if (format == Format.PLAIN) {
      return Optional.of(value);
    }
    try {
      return Optional.of(
          format.escape(value.endsWith("\n") ? value.substring(0, value.length() - 1) : value));
    } catch (RenderException refused) {
      return Optional.empty();
    }
  }
}
