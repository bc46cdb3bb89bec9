package io.kitward.policy;

import java.util.Arrays;
import java.util.Optional;

/** The kinds of documents. */
public enum Kind {
  SERVICE("Service"),
  BUNDLE("Bundle"),
  POLICY("Policy"),
  BACKEND("Backend"),
  TAG_KEY("TagKey"),
  TAG_RULE("TagRule"),
  GROUP("Group"),
  ASSIGNMENT("Assignment"),
  EXEMPTION("Exemption"),
  SITE("Site"),
  REPOSITORY("Repository");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** The kind that documents write so. */
  public static Optional<Kind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }

  /** As documents write it. */
  public String word() {
    return word;
  }
}
