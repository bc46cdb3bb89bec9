package io.kitward.server.desired;

import io.kitward.protocol.Condition;
import io.kitward.protocol.InstanceDesired;
import io.kitward.protocol.InstanceObserved;
import io.kitward.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Instances for tests. */
public final class Instances {

  public static final UUID NODE = new UUID(0, 1);

  private Instances() {}

  /** A service with one package, whose hash follows from its name and version. */
  public static InstanceDesired desired(String service, String version) {
    return new InstanceDesired(
        service,
        Json.sha256(service + version),
        InstanceDesired.Ensure.PRESENT,
        InstanceDesired.Contract.PURGE,
        List.of(new InstanceDesired.PackageDesired(service, version)),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** The same, because of a policy, with a grace in seconds. */
  public static WantedInstance wanted(String service, String version, long grace) {
    return new WantedInstance(
        desired(service, version),
        new Reasons(List.of("Policy/p"), List.of(), Map.of(), grace, List.of()));
  }

  public static WantedInstance wanted(String service) {
    return wanted(service, "1", 0);
  }

  /** An instance that policy wants since then. */
  public static Instance fresh(String service, Instant at) {
    return Instance.fresh(new UUID(0, service.hashCode()), NODE, wanted(service), service, at);
  }

  /** An instance as its connector reports it, with the four conditions of a node. */
  public static Instance observed(
      Instance instance,
      InstanceObserved.State state,
      String hash,
      Instant at,
      Condition.Status... statuses) {
    var conditions = new ArrayList<Condition>();
    var types = List.of(Condition.Type.values()).iterator();
    for (Condition.Status status : statuses) {
      conditions.add(new Condition(types.next(), status, at, "Seen", ""));
    }
    return with(
        instance,
        new InstanceObserved(
            instance.service(), hash, state, conditions, Map.of(), List.of(), List.of()));
  }

  /** An instance whose connector carried out in full what was released. */
  public static Instance settled(Instance instance, Instant at) {
    return observed(
        instance,
        InstanceObserved.State.SETTLED,
        instance.released().orElseThrow().hash(),
        at,
        Condition.Status.TRUE,
        Condition.Status.TRUE,
        Condition.Status.TRUE,
        Condition.Status.TRUE);
  }

  /** An instance whose console kinds need these fields. */
  public static Instance registering(Instance instance, Map<String, Map<String, String>> kinds) {
    return instance.wanting(
        new WantedInstance(
            instance.wanted().orElseThrow(),
            new Reasons(List.of("Policy/p"), List.of(), kinds, 0, List.of())),
        instance.wantedAt());
  }

  private static Instance with(Instance instance, InstanceObserved observed) {
    return new Instance(
        instance.id(),
        instance.node(),
        instance.service(),
        instance.wanted(),
        instance.wantedAt(),
        instance.lostBy(),
        instance.reasons(),
        instance.released(),
        instance.releasedAt(),
        instance.waiting(),
        instance.held(),
        instance.approved(),
        Optional.of(observed),
        instance.repairedAt(),
        instance.phase(),
        instance.phaseSince());
  }

  /** An instance whose removal a person released from the brake. */
  public static Instance approved(Instance instance) {
    return new Instance(
        instance.id(),
        instance.node(),
        instance.service(),
        instance.wanted(),
        instance.wantedAt(),
        instance.lostBy(),
        instance.reasons(),
        instance.released(),
        instance.releasedAt(),
        instance.waiting(),
        false,
        true,
        instance.observed(),
        instance.repairedAt(),
        instance.phase(),
        instance.phaseSince());
  }

  /** An instance that was mended then. */
  public static Instance repaired(Instance instance, Instant at) {
    return new Instance(
        instance.id(),
        instance.node(),
        instance.service(),
        instance.wanted(),
        instance.wantedAt(),
        instance.lostBy(),
        instance.reasons(),
        instance.released(),
        instance.releasedAt(),
        instance.waiting(),
        instance.held(),
        instance.approved(),
        instance.observed(),
        Optional.of(at),
        instance.phase(),
        instance.phaseSince());
  }
}
