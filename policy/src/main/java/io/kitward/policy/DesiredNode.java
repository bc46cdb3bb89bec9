package io.kitward.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What policy wants on a node, by service name, and what it could not decide.
 *
 * @param changesAt the next instant at which this changes by itself; null when it does not
 */
public record DesiredNode(
    List<DesiredInstance> instances, List<Conflict> conflicts, @Nullable Instant changesAt) {
  public DesiredNode {
    instances = List.copyOf(instances);
    conflicts = List.copyOf(conflicts);
  }

  public Optional<DesiredInstance> instance(String service) {
    return instances.stream().filter(instance -> instance.service().equals(service)).findFirst();
  }

  /**
   * Whether the service is undecided here: its instance must stay as it last was, neither changed
   * nor removed. A bundle that is not there leaves every service undecided that is not among the
   * instances, since it may have held any.
   */
  public boolean inConflict(String service) {
    return conflicts.stream()
        .anyMatch(
            conflict ->
                conflict.reason() == Conflict.Reason.UNKNOWN_BUNDLE
                    ? instance(service).isEmpty()
                    : conflict.service().equals(service));
  }
}
