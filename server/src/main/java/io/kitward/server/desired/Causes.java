package io.kitward.server.desired;

import io.kitward.protocol.Condition;

/** What is in an instance's way, in few words, so that equal causes can be counted. Pure. */
public final class Causes {

  private Causes() {}

  /** The first gap, such as {@code Running: PortTaken}; empty where nothing is in the way. */
  public static String of(Instance instance, Registrations registrations) {
    return switch (instance.phase()) {
      case OK, REPAIRED, APPLYING, STALE, REMOVING -> "";
      case PENDING -> "not released to the node yet";
      case BLOCKED ->
          instance.held() ? "its removal is held by the brake" : "it waits for a person";
      case DEGRADED, FAILED ->
          Phases.conditions(instance, registrations).stream()
              .filter(condition -> condition.status() == Condition.Status.FALSE)
              .map(condition -> condition.type().word() + ": " + condition.reason())
              .findFirst()
              .orElse("the node could not carry it out");
    };
  }

  /** Whether it is ok, and a console receives its data. */
  public static boolean proven(Instance instance, Registrations registrations) {
    return instance.phase() == Phase.OK
        && registrations.conditions(instance).stream()
            .anyMatch(
                condition ->
                    condition.type() == Condition.Type.PROVEN
                        && condition.status() == Condition.Status.TRUE);
  }
}
