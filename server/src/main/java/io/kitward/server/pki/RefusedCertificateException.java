package io.kitward.server.pki;

import java.security.cert.CertificateException;

/**
 * A client's certificate was refused during the handshake; the verdict says why, for the log and
 * the audit trail.
 */
public final class RefusedCertificateException extends CertificateException {
  private final Verdict.Refused refused;

  RefusedCertificateException(Verdict.Refused refused) {
    super(refused.reason().code() + ": " + refused.words());
    this.refused = refused;
  }

  public Verdict.Refused refused() {
    return refused;
  }
}
