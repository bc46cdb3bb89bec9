package io.kitward.server.pki;

import java.math.BigInteger;

/** What became of a client's certificate at the door. */
public sealed interface Verdict {
  /**
   * It may come in.
   *
   * @param certname the CN, the node's name
   * @param authority our name for the authority that vouches for it
   * @param issuer the issuer's distinguished name (RFC 2253)
   */
  record Verified(String certname, String authority, String issuer, BigInteger serial)
      implements Verdict {}

  /** It may not, and why. */
  record Refused(Reason reason, String words) implements Verdict {}

  /** Why a certificate is refused; {@link #code()} is stable. */
  enum Reason {
    NO_CERTIFICATE("certificate-missing"),
    UNKNOWN_AUTHORITY("certificate-authority-unknown"),
    EXPIRED("certificate-expired"),
    NOT_YET_VALID("certificate-not-yet-valid"),
    REVOKED("certificate-revoked"),
    REVOCATION_UNKNOWN("certificate-revocation-unknown"),
    NOT_FOR_CLIENTS("certificate-not-for-clients"),
    NO_CERTNAME("certificate-without-certname"),
    INVALID("certificate-invalid");

    private final String code;

    Reason(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
