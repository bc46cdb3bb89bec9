package io.kitward.policy.plan;

import io.kitward.policy.Offboarding;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one service on one node.
 *
 * @param before hash of the instance before; empty when there was none, {@code conflict} when it
 *     was undecided
 * @param after the same afterwards
 * @param offboarding for a removal of what was wanted before: what happens to what is there
 */
public record InstanceDifference(
    String service, Effect effect, String before, String after, @Nullable Offboarding offboarding) {
  /** What stands in place of a hash for an instance that stays as it last was. */
  public static final String CONFLICT = "conflict";

  /** The kinds of differences. */
  public enum Effect {
    ADDED,
    CHANGED,
    /** No longer wanted; what happens then its off-boarding contract says. */
    REMOVED,
    /** Undecided from now on: it stays as it last was. */
    CONFLICTED,
    /** Undecided before, and wanted now. */
    SETTLED
  }
}
