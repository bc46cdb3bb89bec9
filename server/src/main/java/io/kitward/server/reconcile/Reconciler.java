package io.kitward.server.reconcile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  /**
   * Makes one step for each of several keys of one kind, all or none; cheaper than one after
   * another where they can share a transaction.
   *
   * @return the outcome of each key
   * @throws Exception when the step failed for any of them: the queue then tries each by itself, so
   *     that one key's trouble is no other's
   */
  default Map<Key, Outcome> reconcile(List<Key> keys) throws Exception {
    Map<Key, Outcome> outcomes = new HashMap<>();
    for (Key key : keys) {
      outcomes.put(key, reconcile(key));
    }
    return outcomes;
  }
}
