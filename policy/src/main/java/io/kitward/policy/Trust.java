package io.kitward.policy;

/** How far a tag can be believed, from weakest to strongest. */
public enum Trust {
  /** The node says so of itself; it may say what it likes. */
  SELF_ASSERTED,
  /** Someone other than the node vouches for it. */
  VOUCHED;

  /** The source of what a node says of itself. */
  public static final String SELF_ASSERTED_SOURCE = "node";

  /**
   * What a source's word is worth: only {@code node} is self-asserted. A rule's word is worth what
   * its inputs are, which {@code EffectiveTags} finds out.
   */
  public static Trust of(String source) {
    return source.equals(SELF_ASSERTED_SOURCE) ? SELF_ASSERTED : VOUCHED;
  }

  public Trust lowest(Trust other) {
    return compareTo(other) <= 0 ? this : other;
  }

  public Trust highest(Trust other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
