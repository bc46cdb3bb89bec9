package io.kitward.cli;

import java.util.Locale;
import java.util.Set;

/** What people write for a node or a service on it, with or without a noun in front. */
final class Subject {
  private static final Set<String> NOUNS = Set.of("node", "nodes", "instance", "instances");

  private Subject() {}

  /**
   * The subject as {@code NODE} or {@code NODE/SERVICE}.
   *
   * @param verb what is asked, for the answer to what can't be one
   * @param second what stands behind the first word; empty for nothing
   */
  static String of(String verb, String first, String second) {
    String word = first.toLowerCase(Locale.ROOT);
    if (second.isEmpty()) {
      return named(verb, first);
    }
    if (NOUNS.contains(word) || (word.matches("services?") && second.contains("/"))) {
      return second;
    }
    String next =
        Nouns.of(word)
            .map(_ -> "kitward get " + word + " " + second + " -o yaml")
            .orElse("kitward " + verb + " " + (first + "/" + second));
    throw new Failure(
        Exit.USAGE,
        "usage",
        "“" + first + " " + second + "” is neither a node nor a service on one.",
        Text.clean(next));
  }

  /**
   * Without the noun that {@code -o name} prints. A node may itself be called so: then what follows
   * is a service, with a leaf behind a dot where an explanation is asked for.
   */
  private static String named(String verb, String text) {
    int slash = text.indexOf('/');
    String rest = text.substring(slash + 1);
    boolean noun = slash > 0 && Set.of("node", "instance").contains(text.substring(0, slash));
    boolean whole = rest.contains("/") || (rest.contains(".") && verb.equals("describe"));
    return noun && whole ? rest : text;
  }
}
