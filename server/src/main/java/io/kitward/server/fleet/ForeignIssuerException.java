package io.kitward.server.fleet;

/** A certname that is known under one CA came with a certificate of another. A person has to link the two. */
public final class ForeignIssuerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ForeignIssuerException(String certname, String known, String presented) {
    super(
        certname
            + " is known with a certificate issued by "
            + known
            + "; one issued by "
            + presented
            + " is not accepted for it");
  }
}
