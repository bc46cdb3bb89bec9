package io.kitward.server.fleet;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who attached a tag: {@code node}, {@code puppet}, {@code cert}, or one of {@code rule user token
 * import} with a name behind a slash.
 *
 * @param text the form used in the API and in the store
 */
public record Source(String text) {

  /** What a node says of itself, without proof. */
  public static final Source NODE = new Source("node");

  private static final Pattern FORM =
      Pattern.compile(
          "node|puppet|cert|(rule|user|token|import)/[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  public Source {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a source is node, puppet, cert, rule/NAME, user/NAME, token/NAME or import/NAME, not "
              + text);
    }
  }

  /** The source of that text, or empty when no source is written like that. */
  public static Optional<Source> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Source(text)) : Optional.empty();
  }

  /** Whether somebody other than the node vouches for its tags; only such tags may grant access. */
  public boolean trusted() {
    return !text.equals("node");
  }

  /** How far its tags can be trusted: {@code self-asserted}, {@code vouched} or {@code trusted}. */
  public String trust() {
    return switch (text) {
      case "node" -> "self-asserted";
      case "puppet", "cert" -> "vouched";
      default -> "trusted";
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
