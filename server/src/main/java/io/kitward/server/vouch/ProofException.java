package io.kitward.server.vouch;

/** A proof that proves nothing; the message says why, as the end of a sentence. */
public final class ProofException extends Exception {

  private static final long serialVersionUID = 1;

  private final String words;

  public ProofException(String words) {
    super(words);
    this.words = words;
  }

  /** Why. */
  public String words() {
    return words;
  }
}
