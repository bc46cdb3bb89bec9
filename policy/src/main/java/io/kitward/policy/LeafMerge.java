package io.kitward.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Chooses among the values of one leaf by where they came from. Not thread-safe. */
final class LeafMerge {
  private final String service;
  private final List<Conflict> conflicts = new ArrayList<>();

  LeafMerge(String service) {
    this.service = service;
  }

  List<Conflict> conflicts() {
    return conflicts;
  }

  /** The strongest value; empty, with a conflict, when the strongest are alike and differ. */
  Optional<ParameterChoice> choose(String leaf, List<ParameterChoice.Assigned> assigned) {
    List<ParameterChoice.Assigned> strongest =
        assigned.stream()
            .sorted(Comparator.comparing(ParameterChoice.Assigned::origin).reversed())
            .toList();
    ParameterChoice.Assigned winner = strongest.getFirst();
    List<ParameterChoice.Assigned> equals =
        strongest.stream().filter(other -> other.origin().sameRank(winner.origin())).toList();
    if (equals.stream().anyMatch(other -> !other.value().equals(winner.value()))) {
      List<Origin> origins = equals.stream().map(ParameterChoice.Assigned::origin).toList();
      String message = "'" + leaf + "' has different values of the same rank, from " + origins;
      conflict(
          Conflict.Reason.SAME_PRIORITY,
          leaf,
          origins,
          message + "; change a priority or agree on one value");
      return Optional.empty();
    }
    return Optional.of(
        new ParameterChoice(
            winner.value(), winner.origin(), strongest.subList(1, strongest.size())));
  }

  void conflict(Conflict.Reason reason, String leaf, List<Origin> origins, String message) {
    List<String> parties = origins.stream().map(Origin::toString).toList();
    conflicts.add(new Conflict(service, reason, leaf, parties, message));
  }
}
