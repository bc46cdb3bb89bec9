package io.kitward.bench.peer;

/** An engine that says which nodes a selector picks. For one thread. */
public interface SelectorEngine {

  /** The engine and how it is set up, for the table. */
  String name();

  /** Answers one of the measured selectors; returns how many nodes there are. */
  int query(int selector);

  /** The nodes that one of the measured selectors picks, sorted. */
  int[] nodes(int selector);
}
