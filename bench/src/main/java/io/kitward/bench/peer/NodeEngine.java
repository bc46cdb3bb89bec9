package io.kitward.bench.peer;

/** An engine that says which policies a node's tags call for. For one thread. */
public interface NodeEngine {

  /** The engine and how it is set up, for the table. */
  String name();

  /**
   * Matches one of the measured nodes, or all of a batch, and returns how many matches there were.
   */
  int match(int event);

  /** How many nodes one call of {@link #match} takes. */
  default int batch() {
    return 1;
  }

  /** The policies of one measured node, sorted. */
  int[] policies(int event);
}
