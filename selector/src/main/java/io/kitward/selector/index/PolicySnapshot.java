package io.kitward.selector.index;

/** The selectors of one moment; immutable and for any thread. */
public interface PolicySnapshot {

  /** How many selectors there are. */
  int size();

  /** A matcher over these selectors. */
  PolicyMatcher matcher();
}
