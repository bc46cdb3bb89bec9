package io.kitward.server.desired;

import io.kitward.protocol.Condition;
import java.util.ArrayList;
import java.util.List;

/**
 * What consoles know of one instance.
 *
 * @param rows one for each console that it is registered in
 */
public record Registrations(List<Registration> rows) {

  /** Not registered anywhere. */
  public static final Registrations NONE = new Registrations(List.of());

  /**
   * Registered and Proven: the worst of all consoles; not applicable for a service that registers
   * in none of the consoles that there are.
   */
  public List<Condition> conditions(Instance instance) {
    var conditions = new ArrayList<Condition>();
    for (Condition.Type type : List.of(Condition.Type.REGISTERED, Condition.Type.PROVEN)) {
      conditions.add(condition(type, instance));
    }
    return conditions;
  }

  private Condition condition(Condition.Type type, Instance instance) {
    if (instance.reasons().registration().isEmpty()) {
      return new Condition(
          type,
          Condition.Status.NOT_APPLICABLE,
          instance.wantedAt(),
          "NoRegistration",
          "there is no console that this service registers in");
    }
    return rows.stream()
        .flatMap(row -> row.conditions().stream())
        .filter(condition -> condition.type() == type)
        .min((a, b) -> Integer.compare(badness(a), badness(b)))
        .orElseGet(
            () ->
                new Condition(
                    type,
                    Condition.Status.UNKNOWN,
                    instance.wantedAt(),
                    "NotRegisteredYet",
                    "no console has been told of it yet"));
  }

  private static int badness(Condition condition) {
    return switch (condition.status()) {
      case FALSE -> 0;
      case UNKNOWN -> 1;
      case TRUE -> 2;
      case NOT_APPLICABLE -> 3;
    };
  }
}
