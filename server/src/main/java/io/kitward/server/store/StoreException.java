package io.kitward.server.store;

/**
 * A failure of the store with a stable code, a statement whether trying again can help, and words
 * that say what to do.
 */
public sealed class StoreException extends RuntimeException permits StoreUnavailableException {
  private final String code;

  public StoreException(String code, String message) {
    super(message);
    this.code = code;
  }

  public StoreException(String code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** Stable and fit for the table of errors, for instance {@code store-locked}. */
  public final String code() {
    return code;
  }

  /** Whether the same call may succeed later without anybody's help. */
  public boolean retryable() {
    return false;
  }
}
