package io.kitward.server.store;

/**
 * The connection to PostgreSQL could not be had or was lost (code {@code store-unavailable},
 * retryable).
 *
 * <p>{@link #outcome()} says whether the transaction may have been committed all the same: whoever
 * tries again after {@link Outcome#UNKNOWN} has to look first or to write something idempotent.
 */
public final class StoreUnavailableException extends StoreException {
  /** What is known of the transaction whose connection was lost. */
  public enum Outcome {
    /** The commit was never sent: nothing of the transaction is in the store. */
    NOT_COMMITTED,
    /** The commit was sent and its answer lost. */
    UNKNOWN
  }

  private final Outcome outcome;

  public StoreUnavailableException(Outcome outcome, Throwable cause) {
    super("store-unavailable", words(outcome), cause);
    this.outcome = outcome;
  }

  public Outcome outcome() {
    return outcome;
  }

  @Override
  public boolean retryable() {
    return true;
  }

  private static String words(Outcome outcome) {
    return switch (outcome) {
      case NOT_COMMITTED ->
          "PostgreSQL cannot be reached, or is too busy; nothing was changed. Try again in a moment.";
      case UNKNOWN ->
          "The connection to PostgreSQL was lost while the change was being committed; it may or may not be in effect. Look before"
              + " you try again, or repeat a request that is idempotent.";
    };
  }
}
