package io.kitward.server.fleet;

/**
 * A certname that is known under one CA came with a certificate of another. A person has to link
 * the two.
 */
public final class ForeignIssuerException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final String sentence;

  public ForeignIssuerException(String certname, String known, String presented) {
    this(
        certname
            + " is known with a certificate issued by "
            + known
            + "; one issued by "
            + presented
            + " is not accepted for it until a person links the two: kitward node link "
            + certname);
  }

  private ForeignIssuerException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  /** What happened, for people. */
  public String sentence() {
    return sentence;
  }
}
