package io.kitward.connector.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What one of the limits allows.
 *
 * @param limited whether only what is listed is allowed
 * @param names globs; {@code *} stands for any characters. For paths and URLs, what the allowed
 *     ones lie below.
 */
public record Allowed(boolean limited, List<String> names) {

  /** All is allowed. */
  public static final Allowed ANY = new Allowed(false, List.of());

  public Allowed {
    names = List.copyOf(names);
  }

  /** Only this is allowed. */
  public static Allowed only(String... names) {
    return new Allowed(true, List.of(names));
  }

  /** Whether a glob that is listed matches the text, or all is allowed. */
  boolean allows(String text) {
    return !limited || names.stream().anyMatch(glob -> matches(glob, text));
  }

  private static boolean matches(String glob, String text) {
    String pattern = Pattern.quote(glob).replace("*", "\\E.*\\Q");
    return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).matches();
  }
}
