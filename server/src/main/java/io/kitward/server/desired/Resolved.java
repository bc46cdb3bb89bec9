package io.kitward.server.desired;

import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What policy says of one node.
 *
 * @param instances by service
 * @param conflicts service to a sentence that names the parties: such an instance stays as it last
 *     was. The empty name stands for every service that is not among the instances
 * @param changesAt the next instant at which this changes by itself
 * @param tags those that count on it
 */
public record Resolved(
    Map<String, WantedInstance> instances,
    Map<String, String> conflicts,
    Optional<Instant> changesAt,
    SortedSet<Tag> tags) {

  /** What policy says until tags, facts or documents change. */
  public Resolved(Map<String, WantedInstance> instances, Map<String, String> conflicts) {
    this(instances, conflicts, Optional.empty(), new TreeSet<>());
  }

  /** Whether the service is undecided here. */
  public boolean inConflict(String service) {
    return conflicts.containsKey(service)
        || (conflicts.containsKey("") && !instances.containsKey(service));
  }
}
