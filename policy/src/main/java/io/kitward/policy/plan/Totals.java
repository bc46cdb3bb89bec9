package io.kitward.policy.plan;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A plan in figures.
 *
 * @param fleet nodes looked at
 * @param touched nodes on which anything happens
 * @param gaining nodes that get something that they did not have
 * @param losing nodes that have something that is no longer wanted
 * @param byService figures of each service that anything happens to
 */
public record Totals(
    int fleet,
    int touched,
    int gaining,
    int losing,
    Counts instances,
    NavigableMap<String, Counts> byService) {
  public Totals {
    byService = Collections.unmodifiableNavigableMap(new TreeMap<>(byService));
  }

  /** Instances by what happens to them. */
  public record Counts(int added, int changed, int removed, int conflicted, int settled) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    Counts plus(InstanceDifference.Effect effect) {
      return switch (effect) {
        case ADDED -> new Counts(added + 1, changed, removed, conflicted, settled);
        case CHANGED -> new Counts(added, changed + 1, removed, conflicted, settled);
        case REMOVED -> new Counts(added, changed, removed + 1, conflicted, settled);
        case CONFLICTED -> new Counts(added, changed, removed, conflicted + 1, settled);
        case SETTLED -> new Counts(added, changed, removed, conflicted, settled + 1);
      };
    }
  }
}
