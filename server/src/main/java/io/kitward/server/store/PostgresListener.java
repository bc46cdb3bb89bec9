package io.kitward.server.store;

/**
 * Told when the supervised PostgreSQL goes away and comes back; called on the supervisor's thread,
 * so answers must be quick.
 */
public interface PostgresListener {
  /** The postmaster ended without being asked to; it is about to be started again. */
  void stopped(int exitCode);

  /**
   * It accepts connections again. What was committed before is there; connections from before are
   * dead.
   */
  void started();
}
