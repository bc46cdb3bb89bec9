package io.kitward.protocol;

import java.util.List;

/**
 * Everything that one node shall carry out. A connector refuses one that is older, by (epoch,
 * generation), than the last that it accepted. A service that is not listed is left alone: only an
 * instance with {@link InstanceDesired.Ensure#ABSENT} is taken away.
 *
 * @param epoch rises when a store was restored or promoted
 * @param generation rises with each change of this node's released state
 * @param instances by service name, each name once
 */
public record DesiredState(long epoch, long generation, List<InstanceDesired> instances) {

  /** Whether this state was released before the other one. */
  public boolean olderThan(DesiredState other) {
    return epoch < other.epoch || (epoch == other.epoch && generation < other.generation);
  }
}
