package io.kitward.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All that the documents say about one service on one node. Not thread-safe. */
final class Claim {
  /** What asks for the service. */
  final TreeSet<Because> requires = new TreeSet<>();

  /** What takes it away, stronger than all that asks for it. */
  final TreeSet<Because> denies = new TreeSet<>();

  /** What would give it parameters or take it away, if it could be decided. */
  final TreeSet<Because> open = new TreeSet<>();

  /** What would ask for it, if it could be decided. */
  final TreeSet<Because> perhaps = new TreeSet<>();

  final List<Layer> parameters = new ArrayList<>();
  final List<Layer> versions = new ArrayList<>();

  /** Each with the one leaf {@link ParameterMerge#MODE}. */
  final List<Layer> modes = new ArrayList<>();

  final List<String> backends = new ArrayList<>();

  boolean asked() {
    return !requires.isEmpty() || !perhaps.isEmpty();
  }

  /** All that would have to be decided first; what only asks once more is not among it. */
  Set<Because> undecided() {
    TreeSet<Because> undecided = new TreeSet<>(open);
    if (requires.isEmpty()) {
      undecided.addAll(perhaps);
    }
    return undecided;
  }
}
