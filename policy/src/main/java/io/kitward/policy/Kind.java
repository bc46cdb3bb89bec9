package io.kitward.policy;

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
  EXEMPTION("Exemption");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** As documents write it. */
  public String word() {
    return word;
  }
}
