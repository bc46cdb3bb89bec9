package io.kitward.selector;

import java.util.Set;

/** The words of the language, and what an unquoted key may therefore not be. */
final class Words {
  static final String CERTNAME = "certname";
  static final String FACTS = "facts.";
  static final String GROUP = "group:";

  /** Kubernetes reads every word as a key where one is due; these are the exceptions. */
  static final Set<String> RESERVED = Set.of("and", "or", "not", "all", "like", CERTNAME);

  private static final Set<String> QUOTED =
      Set.of("and", "or", "not", "all", "like", CERTNAME, "in", "notin");

  private Words() {}

  /** Whether canonical text quotes this label. */
  static boolean isReserved(String label) {
    return QUOTED.contains(label) || label.startsWith(FACTS);
  }
}
