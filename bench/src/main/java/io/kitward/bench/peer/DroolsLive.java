package io.kitward.bench.peer;

/** A live Drools session of one node; a rule that matches anew fires. For one thread. */
public interface DroolsLive extends AutoCloseable {

  /** Swaps one tag for another of the same key; returns how many rules fired. */
  int swap(String key, String value);

  /** The rules that fired since this was last asked, in any session of the same rules; sorted. */
  int[] fired();

  @Override
  void close();
}
