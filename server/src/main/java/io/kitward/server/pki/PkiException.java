package io.kitward.server.pki;

/** A failure with certificates or their authority: a stable code, and words that say what to do. */
public final class PkiException extends RuntimeException {
  private final String code;
  private final boolean retryable;

  private PkiException(String code, boolean retryable, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryable = retryable;
  }

  private PkiException(String code, boolean retryable, String message) {
    super(message);
    this.code = code;
    this.retryable = retryable;
  }

  static PkiException permanent(String code, String message) {
    return new PkiException(code, false, message);
  }

  static PkiException permanent(String code, String message, Throwable cause) {
    return new PkiException(code, false, message, cause);
  }

  static PkiException passing(String code, String message) {
    return new PkiException(code, true, message);
  }

  static PkiException passing(String code, String message, Throwable cause) {
    return new PkiException(code, true, message, cause);
  }

  /** Stable and fit for the table of errors, for instance {@code puppet-ca-untrusted}. */
  public String code() {
    return code;
  }

  /** Whether the same call may succeed later without anybody's help. */
  public boolean retryable() {
    return retryable;
  }
}
