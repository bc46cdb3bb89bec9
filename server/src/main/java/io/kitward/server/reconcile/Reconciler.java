package io.kitward.server.reconcile;

/** Makes one step towards what is desired. Running it twice is harmless. */
@FunctionalInterface
public interface Reconciler {

  /**
   * Looks at the world as it is and makes one step.
   *
   * @throws Exception when the step failed: the queue logs it and tries the key again after a
   *     back-off
   */
  Outcome reconcile(Key key) throws Exception;
}
