package io.kitward.server.access;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A source of tags: {@code node}, {@code puppet}, {@code cert}, or a kind with a name, such as
 * {@code user/ada}.
 */
public final class Source {

  /** The self-asserted source, which each node may write for itself. */
  public static final String NODE = "node";

  /** The kinds that carry a name. */
  public static final Set<String> NAMED_KINDS = Set.of("rule", "user", "token", "import");

  private static final Set<String> PLAIN = Set.of(NODE, "puppet", "cert");
  private static final Set<String> WRITABLE_BY_PEOPLE = Set.of("user", "token", "import");
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  private Source() {}

  /** What is wrong with this text as a source, or empty when it is one. */
  public static Optional<String> fault(String source) {
    if (PLAIN.contains(source)) {
      return Optional.empty();
    }
    int slash = source.indexOf('/');
    if (slash < 0) {
      return Optional.of(
          NAMED_KINDS.contains(source)
              ? "the source “" + source + "” needs a name: " + source + "/NAME"
              : "“" + source + "” is not a source");
    }
    if (!NAMED_KINDS.contains(source.substring(0, slash))) {
      return Optional.of("“" + source.substring(0, slash) + "” is not a kind of source");
    }
    return NAME.matcher(source.substring(slash + 1)).matches()
        ? Optional.empty()
        : Optional.of(
            "the name of a source has letters, digits and . _ - between them, at most 63");
  }

  /** Whether people and programs with a token may write it. */
  public static boolean writableByPeople(String source) {
    int slash = source.indexOf('/');
    return slash > 0 && WRITABLE_BY_PEOPLE.contains(source.substring(0, slash));
  }
}
