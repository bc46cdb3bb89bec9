package io.kitward.policy;

import io.kitward.selector.Subject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One management tool: how it is installed, configured, run, checked, registered and taken away
 * again.
 *
 * @param parts what it brings onto a node
 * @param variants what it brings instead on some operating systems; the first that matches counts
 * @param after services that are carried out first where they are on the same node
 * @param startsPerDay how often its units are started by themselves within a day; 0 for the
 *     connector's own limit
 * @param agent what stock OpAMP agents carry out in place of the connector; null for none
 */
public record ServiceDocument(
    Metadata metadata,
    NavigableMap<String, Parameter> parameters,
    ServiceParts parts,
    List<Variant> variants,
    List<String> after,
    int startsPerDay,
    NavigableMap<String, NavigableMap<String, String>> registration,
    Offboarding offboarding,
    @Nullable AgentPart agent)
    implements Document {

  public ServiceDocument {
    parameters = Collections.unmodifiableNavigableMap(new TreeMap<>(parameters));
    variants = List.copyOf(variants);
    after = List.copyOf(after);
    registration = Collections.unmodifiableNavigableMap(new TreeMap<>(registration));
  }

  @Override
  public Kind kind() {
    return Kind.SERVICE;
  }

  /** What it brings onto this node. */
  public ServiceParts parts(NodeView node) {
    if (variants.isEmpty()) {
      return parts;
    }
    Subject subject = node.subject();
    return variants.stream()
        .filter(variant -> variant.when().matches(subject))
        .findFirst()
        .map(this::parts)
        .orElse(parts);
  }

  ServiceParts parts(Variant variant) {
    return parts.with(variant.replaces(), variant.parts());
  }

  /** What it brings onto any node: as it is everywhere, then each variant. */
  public List<ServiceParts> everyParts() {
    return Stream.concat(Stream.of(parts), variants.stream().map(this::parts)).toList();
  }

  /** The names of the packages that it installs on some node. */
  public List<String> packageNames() {
    return everyParts().stream()
        .flatMap(it -> it.packages().stream())
        .map(ServiceParts.PackageItem::name)
        .distinct()
        .toList();
  }

  /** The names of the units that it runs on some node. */
  public List<String> unitNames() {
    return everyParts().stream()
        .flatMap(it -> it.units().stream())
        .map(ServiceParts.UnitItem::name)
        .distinct()
        .toList();
  }

  /** The same service with every template in it rewritten. */
  public ServiceDocument rewritten(UnaryOperator<String> template) {
    NavigableMap<String, NavigableMap<String, String>> fields = new TreeMap<>();
    registration.forEach(
        (console, values) -> {
          NavigableMap<String, String> rewritten = new TreeMap<>();
          values.forEach((name, value) -> rewritten.put(name, template.apply(value)));
          fields.put(console, rewritten);
        });
    return new ServiceDocument(
        metadata,
        parameters,
        parts.rewritten(template),
        variants.stream()
            .map(it -> new Variant(it.when(), it.replaces(), it.parts().rewritten(template)))
            .toList(),
        after,
        startsPerDay,
        fields,
        offboarding,
        agent == null ? null : agent.rewritten(template));
  }

  /** The same service with other definitions of parameters. */
  public ServiceDocument with(Map<String, Parameter> other) {
    return new ServiceDocument(
        metadata,
        new TreeMap<>(other),
        parts,
        variants,
        after,
        startsPerDay,
        registration,
        offboarding,
        agent);
  }

  /**
   * A parameter's definition; without a default, a value must come from a bundle, policy or
   * backend.
   *
   * @param perNode for secrets: its value is the master from which each node's own key is derived
   */
  public record Parameter(
      ParameterType type,
      @Nullable ParameterValue defaultValue,
      String description,
      Constraints constraints,
      boolean perNode) {

    /** The same with a default. */
    public Parameter byDefault(ParameterValue value) {
      return new Parameter(type, value, description, constraints, perNode);
    }

    /** The value as this parameter holds it; empty when {@link #fault} says why it can't. */
    public Optional<ParameterValue> accept(ParameterValue written) {
      return type.accept(written).filter(value -> constraints.fault(value).isEmpty());
    }

    /** What is wrong with a value as written. */
    public Optional<String> fault(ParameterValue written) {
      Optional<ParameterValue> accepted = type.accept(written);
      return accepted.isEmpty()
          ? Optional.of("does not fit the type " + type.word() + "; expected " + type.expected())
          : constraints.fault(accepted.get());
    }
  }
}
