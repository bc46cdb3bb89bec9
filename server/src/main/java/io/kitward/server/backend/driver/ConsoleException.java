package io.kitward.server.backend.driver;

/**
 * A console as a whole does not do what it is asked: it does not answer, refuses the credential, or
 * is of a version that the driver does not know. The message says it in the console's own words,
 * and never contains a credential.
 */
public final class ConsoleException extends Exception {
  private static final long serialVersionUID = 1L;

  public ConsoleException(String message) {
    super(message);
  }

  public ConsoleException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What is wrong, for people. */
  public String words() {
    return String.valueOf(getMessage());
  }
}
