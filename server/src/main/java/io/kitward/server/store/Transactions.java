package io.kitward.server.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Runs transactions: those that PostgreSQL gave up on in favour of another are run again, those
 * whose fate is unknown never.
 *
 * <p>A callback may therefore run several times and must do nothing but use its handle.
 */
final class Transactions {
  private static final int ATTEMPTS = 8;
  private static final Duration PAUSE = Duration.ofMillis(5);

  /**
   * serialization_failure, deadlock_detected: PostgreSQL says that the transaction was rolled back
   * and may be run again.
   */
  private static final Set<String> RUN_AGAIN = Set.of("40001", "40P01");

  /**
   * admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections; beside class 08,
   * connection exceptions.
   */
  private static final Set<String> UNAVAILABLE = Set.of("57P01", "57P02", "57P03", "53300");

  private final Jdbi jdbi;
  private final RandomGenerator random;
  private final ThreadLocal<Boolean> running = ThreadLocal.withInitial(() -> false);

  Transactions(Jdbi jdbi, RandomGenerator random) {
    this.jdbi = jdbi;
    this.random = random;
  }

  <T extends @Nullable Object, X extends Exception> T read(HandleCallback<T, X> callback) throws X {
    return alone("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", callback);
  }

  /** One reading statement by itself; PostgreSQL gives it one snapshot without a transaction. */
  <T extends @Nullable Object, X extends Exception> T ask(HandleCallback<T, X> callback) throws X {
    requireNone();
    try (Handle handle = jdbi.open()) {
      return callback.withHandle(handle);
    } catch (Exception e) {
      if (isConnectionLoss(e)) {
        throw new StoreUnavailableException(StoreUnavailableException.Outcome.NOT_COMMITTED, e);
      }
      throw e;
    }
  }

  <T extends @Nullable Object, X extends Exception> T write(
      Isolation isolation, HandleCallback<T, X> callback) throws X {
    String begin =
        isolation == Isolation.READ_COMMITTED
            ? ""
            : "SET TRANSACTION ISOLATION LEVEL " + isolation.sql();
    return alone(begin, callback);
  }

  private <T extends @Nullable Object, X extends Exception> T alone(
      String begin, HandleCallback<T, X> callback) throws X {
    requireNone();
    running.set(true);
    try {
      return repeatedly(begin, callback);
    } finally {
      running.remove();
    }
  }

  private void requireNone() {
    if (running.get()) {
      throw new IllegalStateException(
          "A transaction inside a transaction would take a second connection and commit on its own");
    }
  }

  private <T extends @Nullable Object, X extends Exception> T repeatedly(
      String begin, HandleCallback<T, X> callback) throws X {
    List<Exception> earlier = new ArrayList<>();
    while (true) {
      try {
        return once(begin, callback);
      } catch (Exception e) {
        if (!RUN_AGAIN.contains(state(e))
            || earlier.size() + 1 >= ATTEMPTS
            || !pause(earlier.size())) {
          earlier.forEach(e::addSuppressed);
          throw e;
        }
        earlier.add(e);
      }
    }
  }

  private <T extends @Nullable Object, X extends Exception> T once(
      String begin, HandleCallback<T, X> callback) throws X {
    boolean committing = false;
    try (Handle handle = jdbi.open()) {
      handle.begin();
      try {
        if (!begin.isEmpty()) {
          handle.execute(begin);
        }
        T result = callback.withHandle(handle);
        requireHealthy(handle);
        committing = true;
        handle.commit();
        return result;
      } catch (Exception e) {
        rollback(handle, e);
        throw e;
      }
    } catch (Exception e) {
      if (isConnectionLoss(e)) {
        throw new StoreUnavailableException(
            committing
                ? StoreUnavailableException.Outcome.UNKNOWN
                : StoreUnavailableException.Outcome.NOT_COMMITTED,
            e);
      }
      throw e;
    }
  }

  /**
   * PostgreSQL answers COMMIT of a transaction that failed before with a rollback, and the driver
   * (42.7.14) passes that off as success. So a callback that swallowed a database error is found
   * out here.
   */
  private static void requireHealthy(Handle handle) {
    if (stateOf(handle) == TransactionState.FAILED) {
      throw new StoreException(
          "store-transaction-failed",
          "The transaction went on after a database error and was rolled back; nothing was changed.");
    }
  }

  private static TransactionState stateOf(Handle handle) {
    try {
      return handle.getConnection().unwrap(BaseConnection.class).getTransactionState();
    } catch (SQLException e) {
      throw new IllegalStateException(
          "The pool hands out connections of PostgreSQL's driver only", e);
    }
  }

  private static void rollback(Handle handle, Exception cause) {
    try {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    } catch (RuntimeException e) {
      cause.addSuppressed(e); // the connection is gone, and with it the transaction
    }
  }

  private boolean pause(int failures) {
    try {
      Thread.sleep(Duration.ofNanos(1 + random.nextLong(PAUSE.toNanos() << failures)));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static boolean isConnectionLoss(Throwable failure) {
    if (failure instanceof ConnectionException) {
      return true; // no connection was had at all, for instance since the store is being closed
    }
    String state = state(failure);
    return state.startsWith("08") || UNAVAILABLE.contains(state);
  }

  /** The SQLSTATE of the first database error in the chain of causes, else empty. */
  private static String state(Throwable failure) {
    int depth = 0;
    for (Throwable cause = failure;
        cause != null && depth < 20;
        cause = cause.getCause(), depth++) {
      if (cause instanceof java.sql.SQLTransientConnectionException && cause.getCause() == null) {
        return "08001"; // the pool's own: nothing could be had in time
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
