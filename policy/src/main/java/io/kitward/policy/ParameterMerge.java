package io.kitward.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Merges a service's parameters leaf by leaf; the order in which assignments come never matters.
 */
final class ParameterMerge {
  /** The values that one document gives to the service. */
  record Layer(Origin origin, Map<String, ParameterValue> values) {}

  /** The chosen values; only complete when there are no conflicts. */
  record Merged(NavigableMap<String, ParameterChoice> choices, List<Conflict> conflicts) {}

  private final ServiceDocument service;
  private final List<Conflict> conflicts = new ArrayList<>();

  private ParameterMerge(ServiceDocument service) {
    this.service = service;
  }

  static Merged merge(ServiceDocument service, List<Layer> layers) {
    ParameterMerge merge = new ParameterMerge(service);
    layers.stream().sorted(Comparator.comparing(Layer::origin)).forEach(merge::refuseUnknown);
    NavigableMap<String, ParameterChoice> choices = new TreeMap<>();
    service
        .parameters()
        .forEach(
            (name, parameter) ->
                merge
                    .choose(name, parameter, layers)
                    .ifPresent(choice -> choices.put(name, choice)));
    return new Merged(choices, merge.conflicts);
  }

  private void refuseUnknown(Layer layer) {
    for (String name : layer.values().keySet()) {
      if (!service.parameters().containsKey(name)) {
        conflict(
            Conflict.Reason.PARAMETER,
            name,
            List.of(layer.origin()),
            layer.origin()
                + " sets '"
                + name
                + "', which the service "
                + service.name()
                + " does not have");
      }
    }
  }

  private Optional<ParameterChoice> choose(
      String name, ServiceDocument.Parameter parameter, List<Layer> layers) {
    List<ParameterChoice.Assigned> assigned = new ArrayList<>();
    ParameterValue defaultValue = parameter.defaultValue();
    if (defaultValue != null) {
      Origin origin = new Origin(Origin.Source.DEFAULT, service.name(), 0);
      assigned.add(new ParameterChoice.Assigned(origin, defaultValue));
    }
    for (Layer layer : layers) {
      ParameterValue written = layer.values().get(name);
      if (written == null) {
        continue;
      }
      Optional<ParameterValue> accepted = parameter.type().accept(written);
      if (accepted.isEmpty()) {
        String message =
            layer.origin() + " gives '" + name + "' a value that does not fit; expected ";
        conflict(
            Conflict.Reason.PARAMETER,
            name,
            List.of(layer.origin()),
            message + parameter.type().expected());
        return Optional.empty();
      }
      assigned.add(new ParameterChoice.Assigned(layer.origin(), accepted.get()));
    }
    if (assigned.isEmpty()) {
      String message =
          "parameter '"
              + name
              + "' has no default, and nothing gives it a value; set it in a policy";
      conflict(Conflict.Reason.PARAMETER, name, List.of(), message);
      return Optional.empty();
    }
    assigned.sort(Comparator.comparing(ParameterChoice.Assigned::origin).reversed());
    ParameterChoice.Assigned winner = assigned.getFirst();
    List<ParameterChoice.Assigned> equals =
        assigned.stream().filter(other -> other.origin().sameRank(winner.origin())).toList();
    if (equals.stream().anyMatch(other -> !other.value().equals(winner.value()))) {
      List<Origin> origins = equals.stream().map(ParameterChoice.Assigned::origin).toList();
      String message =
          "parameter '" + name + "' has different values of the same rank, from " + origins;
      conflict(
          Conflict.Reason.SAME_PRIORITY,
          name,
          origins,
          message + "; change a priority or agree on one value");
      return Optional.empty();
    }
    return Optional.of(
        new ParameterChoice(winner.value(), winner.origin(), assigned.subList(1, assigned.size())));
  }

  private void conflict(Conflict.Reason reason, String name, List<Origin> origins, String message) {
    conflicts.add(
        new Conflict(
            service.name(),
            reason,
            name,
            origins.stream().map(Origin::toString).toList(),
            message));
  }
}
