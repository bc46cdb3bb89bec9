package io.kitward.server.access;

/** The answer of the access check. */
public sealed interface Decision {

  record Allowed() implements Decision {}

  /** Nobody known asks for what only somebody known may do. */
  record CredentialNeeded() implements Decision {}

  /**
   * Somebody known may not do this.
   *
   * @param reason a sentence for the caller and the audit trail; says nothing about other objects
   */
  record Denied(String reason) implements Decision {}
}
