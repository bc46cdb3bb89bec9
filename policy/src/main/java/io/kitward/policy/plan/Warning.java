package io.kitward.policy.plan;

import io.kitward.policy.Kind;

/** Something in a document that is allowed, and is probably not what was meant. */
public record Warning(Code code, Kind kind, String document, String message) {
  /** The kinds of warnings. */
  public enum Code {
    /** A selector reads a key or fact that no node has. */
    UNKNOWN_KEY,
    /** A policy picks no node. */
    MATCHES_NOTHING,
    /** A rule reads a key that another rule derives, and will not see that. */
    RULE_READS_DERIVED
  }
}
