package io.kitward.server.desired;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What policy says of one node.
 *
 * @param instances by service
 * @param conflicts service to a sentence that names the parties: such an instance stays as it last
 *     was. The empty name stands for every service that is not among the instances
 * @param changesAt the next instant at which this changes by itself
 */
public record Resolved(
    Map<String, WantedInstance> instances,
    Map<String, String> conflicts,
    Optional<Instant> changesAt) {

  /** What policy says until tags, facts or documents change. */
  public Resolved(Map<String, WantedInstance> instances, Map<String, String> conflicts) {
    this(instances, conflicts, Optional.empty());
  }

  /** Whether the service is undecided here. */
  public boolean inConflict(String service) {
    return conflicts.containsKey(service)
        || (conflicts.containsKey("") && !instances.containsKey(service));
  }
}
