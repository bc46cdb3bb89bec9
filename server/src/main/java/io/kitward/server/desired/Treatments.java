package io.kitward.server.desired;

import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceDesired.Adopt;
import io.kitward.protocol.InstanceDesired.Conduct;
import io.kitward.protocol.InstanceDesired.Mode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What persons decided about the services of one node, put over what policy says. It changes how a
 * service is looked after, never what it consists of, so hashes stay. Pure.
 *
 * @param byService the empty name is all services of the node
 */
public record Treatments(Map<String, Treatment> byService) {

  /** Nobody decided anything. */
  public static final Treatments NONE = new Treatments(Map.of());

  /** What policy says, looked after as persons decided. */
  public Resolved over(Resolved resolved, Instant now) {
    var instances = new TreeMap<String, WantedInstance>();
    resolved
        .instances()
        .forEach(
            (service, wanted) ->
                instances.put(
                    service,
                    new WantedInstance(over(service, wanted.desired(), now), wanted.reasons())));
    return new Resolved(
        instances, resolved.conflicts(), earlier(resolved.changesAt(), now), resolved.tags());
  }

  /** Whether a person accepted that the node's own configuration of the service is replaced. */
  public boolean adopted(String service) {
    Treatment one = byService.get(service);
    return one != null && !one.adoptedBy().isEmpty();
  }

  private InstanceDesired over(String service, InstanceDesired desired, Instant now) {
    Conduct policy = desired.conduct();
    Optional<Treatment> suspension = suspension(service, now);
    return desired.toBuilder()
        .conduct(
            new Conduct(
                suspension.isPresent() ? Mode.SUSPENDED : policy.mode(),
                suspension.isPresent()
                    ? suspension.get().suspendedUntil().orElse(null)
                    : policy.suspendedUntil(),
                policy.after(),
                policy.startsPerDay(),
                adopted(service) ? Adopt.TAKE : Adopt.ASK))
        .build();
  }

  private Optional<Treatment> suspension(String service, Instant now) {
    Optional<Treatment> own =
        Optional.ofNullable(byService.get(service)).filter(one -> one.suspended(now));
    return own.isPresent()
        ? own
        : Optional.ofNullable(byService.get("")).filter(one -> one.suspended(now));
  }

  /** When what is said changes by itself: the first suspension that ends. */
  private Optional<Instant> earlier(Optional<Instant> changesAt, Instant now) {
    Optional<Instant> first = changesAt;
    for (Treatment one : byService.values()) {
      if (one.suspended(now)) {
        Instant end = one.suspendedUntil().orElseThrow();
        first = first.filter(at -> at.isBefore(end)).or(() -> Optional.of(end));
      }
    }
    return first;
  }
}
