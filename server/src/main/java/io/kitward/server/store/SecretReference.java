package io.kitward.server.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which secret is meant, in place of the secret: {@code secret:NAME@VERSION}.
 *
 * @param name lower-case letters and digits in parts separated by {@code . _ - /}, at most 200
 *     characters
 * @param version from 1 on
 */
public record SecretReference(String name, int version) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(?:[._/-]+[a-z0-9]+)*+");
  private static final Pattern TEXT = Pattern.compile("secret:([^@]{1,200})@([1-9][0-9]{0,8})");
  private static final int LONGEST_NAME = 200;

  public SecretReference {
    requireName(name);
    if (version < 1) {
      throw new IllegalArgumentException(
          "A secret's versions begin at 1, so there is no version " + version);
    }
  }

  /**
   * Reads {@code secret:NAME@VERSION}; anything else, also with something before or after it, is
   * none.
   */
  public static Optional<SecretReference> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || !isName(matcher.group(1))) {
      return Optional.empty();
    }
    return Optional.of(new SecretReference(matcher.group(1), Integer.parseInt(matcher.group(2))));
  }

  static void requireName(String name) {
    if (!isName(name)) {
      throw new StoreException(
          "secret-name-invalid",
          "A secret's name has lower-case letters and digits in parts separated by `.`, `_`, `-` or `/`, at most 200 characters.");
    }
  }

  private static boolean isName(String name) {
    return name.length() <= LONGEST_NAME && NAME.matcher(name).matches();
  }

  @Override
  public String toString() {
    return "secret:" + name + "@" + version;
  }
}
