package io.kitward.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Merges a service's parameters and package versions leaf by leaf; the order in which assignments
 * come never matters.
 */
final class ParameterMerge {
  /** The leaf under which modes are merged. */
  static final String MODE = "mode";

  /** The chosen values; only complete when there are no conflicts. */
  record Merged(
      NavigableMap<String, ParameterChoice> parameters,
      NavigableMap<String, ParameterChoice> versions,
      @Nullable ParameterChoice mode,
      List<Conflict> conflicts) {}

  private final ServiceDocument service;
  private final ServiceParts parts;
  private final LeafMerge leaves;

  private ParameterMerge(ServiceDocument service, ServiceParts parts) {
    this.service = service;
    this.parts = parts;
    this.leaves = new LeafMerge(service.name());
  }

  static Merged merge(ServiceDocument service, ServiceParts parts, Claim claim) {
    ParameterMerge merge = new ParameterMerge(service, parts);
    NavigableMap<String, ParameterChoice> parameters = merge.parameters(claim.parameters);
    NavigableMap<String, ParameterChoice> versions = merge.versions(claim.versions);
    ParameterChoice mode = merge.mode(claim.modes);
    return new Merged(parameters, versions, mode, merge.leaves.conflicts());
  }

  private NavigableMap<String, ParameterChoice> parameters(List<Layer> layers) {
    refuseUnknown(layers, service.parameters().navigableKeySet(), "");
    NavigableMap<String, ParameterChoice> choices = new TreeMap<>();
    service
        .parameters()
        .forEach(
            (name, parameter) ->
                choose(name, parameter, layers).ifPresent(choice -> choices.put(name, choice)));
    return choices;
  }

  private @Nullable ParameterChoice mode(List<Layer> layers) {
    List<ParameterChoice.Assigned> assigned = new ArrayList<>();
    for (Layer layer : layers) {
      layer
          .values()
          .values()
          .forEach(value -> assigned.add(new ParameterChoice.Assigned(layer.origin(), value)));
    }
    return assigned.isEmpty() ? null : leaves.choose(MODE, assigned).orElse(null);
  }

  /** Of the packages for which something names a version. */
  private NavigableMap<String, ParameterChoice> versions(List<Layer> layers) {
    if (!layers.isEmpty()) {
      refuseUnknown(layers, service.packageNames(), "versions.");
    }
    NavigableMap<String, ParameterChoice> choices = new TreeMap<>();
    for (ServiceParts.PackageItem item : parts.packages()) {
      List<ParameterChoice.Assigned> assigned = new ArrayList<>();
      if (item.version() != null) {
        assigned.add(byDefault(new ParameterValue.Text(item.version())));
      }
      for (Layer layer : layers) {
        ParameterValue version = layer.values().get(item.name());
        if (version != null) {
          assigned.add(new ParameterChoice.Assigned(layer.origin(), version));
        }
      }
      if (!assigned.isEmpty()) {
        leaves
            .choose("versions." + item.name(), assigned)
            .ifPresent(choice -> choices.put(item.name(), choice));
      }
    }
    return choices;
  }

  private ParameterChoice.Assigned byDefault(ParameterValue value) {
    return new ParameterChoice.Assigned(
        new Origin(Origin.Source.DEFAULT, service.name(), 0), value);
  }

  private void refuseUnknown(List<Layer> layers, Collection<String> known, String prefix) {
    layers.stream()
        .sorted(Comparator.comparing(Layer::origin))
        .forEach(
            layer ->
                layer.values().keySet().stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> refuse(layer, prefix + name)));
  }

  private void refuse(Layer layer, String leaf) {
    String message = layer.origin() + " sets '" + leaf + "', which the service " + service.name();
    String there = String.join(", ", service.parameters().keySet());
    leaves.conflict(
        Conflict.Reason.PARAMETER,
        leaf,
        List.of(layer.origin()),
        message + " does not have; it has " + (there.isEmpty() ? "none" : there));
  }

  private Optional<ParameterChoice> choose(
      String name, ServiceDocument.Parameter parameter, List<Layer> layers) {
    List<ParameterChoice.Assigned> assigned = new ArrayList<>();
    ParameterValue defaultValue = parameter.defaultValue();
    if (defaultValue != null) {
      assigned.add(byDefault(defaultValue));
    }
    for (Layer layer : layers) {
      ParameterValue written = layer.values().get(name);
      if (written == null) {
        continue;
      }
      Optional<ParameterValue> accepted = parameter.accept(written);
      if (accepted.isEmpty()) {
        String message = layer.origin() + " gives '" + name + "' a value that ";
        leaves.conflict(
            Conflict.Reason.PARAMETER,
            name,
            List.of(layer.origin()),
            message + parameter.fault(written).orElse("does not fit"));
        return Optional.empty();
      }
      assigned.add(new ParameterChoice.Assigned(layer.origin(), accepted.get()));
    }
    if (assigned.isEmpty()) {
      String message =
          "parameter '"
              + name
              + "' has no default, and nothing gives it a value; set it in a policy, or where the service is assigned";
      leaves.conflict(Conflict.Reason.PARAMETER, name, List.of(), message);
      return Optional.empty();
    }
    return leaves.choose(name, assigned);
  }
}
