package io.kitward.server.fleet;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who attached a tag: {@code node}, {@code puppet}, {@code cert}, or one of {@code rule user token
 * import} with a name behind a slash.
 *
 * @param text the form used in the API and in the store
 */
public record Source(String text) {

  /** The kinds that carry a name. */
  public static final Set<String> NAMED_KINDS = Set.of("rule", "user", "token", "import");

  private static final Set<String> PLAIN = Set.of("node", "puppet", "cert");
  private static final Set<String> WRITABLE_BY_PEOPLE = Set.of("user", "token", "import");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._@-]{0,126}[A-Za-z0-9])?");

  /** What a node says of itself, without proof; each node may write it for itself. */
  public static final Source NODE = new Source("node");

  public Source {
    Optional<String> fault = fault(text);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(fault.get());
    }
  }

  /** What is wrong with this text as a source, or empty when it is one. */
  public static Optional<String> fault(String text) {
    if (PLAIN.contains(text)) {
      return Optional.empty();
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Optional.of(
          NAMED_KINDS.contains(text)
              ? "the source “" + text + "” needs a name: " + text + "/NAME"
              : "“" + text + "” is not a source");
    }
    if (!NAMED_KINDS.contains(text.substring(0, slash))) {
      return Optional.of("“" + text.substring(0, slash) + "” is not a kind of source");
    }
    return NAME.matcher(text.substring(slash + 1)).matches()
        ? Optional.empty()
        : Optional.of(
            "the name of a source has letters, digits and . _ @ - between them, at most 128");
  }

  /** The source of that text, or empty when no source is written like that. */
  public static Optional<Source> of(String text) {
    return fault(text).isEmpty() ? Optional.of(new Source(text)) : Optional.empty();
  }

  /**
   * Whether people and programs with a token may write a source of this kind, whatever stands
   * behind its slash.
   */
  public static boolean writableByPeople(String text) {
    int slash = text.indexOf('/');
    return slash > 0 && WRITABLE_BY_PEOPLE.contains(text.substring(0, slash));
  }

  /** Whether somebody other than the node vouches for its tags; only such tags may grant access. */
  public boolean trusted() {
    return !equals(NODE);
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
