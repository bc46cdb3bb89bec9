package io.kitward.server.pki;

/** How far a request for a certificate has come. */
public sealed interface Enrolment {
  /** Signed; key and certificate are kept. */
  record Enrolled(Credential credential) implements Enrolment {}

  /** Sent, and somebody has to sign it; {@code words} say how. */
  record Waiting(String words) implements Enrolment {}

  /** The authority does not sign it; {@code words} are its reason and what to do. */
  record Refused(String words) implements Enrolment {}
}
