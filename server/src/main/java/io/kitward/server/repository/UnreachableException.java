package io.kitward.server.repository;

/** A repository can't be asked, or does not answer as it should; the message says why. */
public final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1;

  public UnreachableException(String message) {
    super(message);
  }

  public UnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
