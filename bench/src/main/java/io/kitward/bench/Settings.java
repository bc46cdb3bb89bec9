package io.kitward.bench;

import io.kitward.bench.fleet.Mix;
import java.io.PrintStream;
import java.util.List;

/**
 * What a run measures.
 *
 * @param policies how many policies, for the mixes at their usual size
 * @param nodes how many nodes, for the fleet at its usual size
 * @param rounds how often the engines take turns
 * @param quick the short form: small sizes and slices, for the answers and not for the figures
 * @param seed what the policies are drawn from
 * @param mixes the mixes to measure
 * @param progress where it is said what is going on
 */
record Settings(
    int policies,
    int nodes,
    int rounds,
    boolean quick,
    long seed,
    List<Mix> mixes,
    PrintStream progress) {

  /** About how long an engine works in one round. */
  double sliceMillis() {
    return quick ? 10 : 250;
  }

  Race race() {
    return new Race(rounds, sliceMillis());
  }

  void say(String what) {
    progress.println(what);
  }
}
