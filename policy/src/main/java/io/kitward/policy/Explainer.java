package io.kitward.policy;

import io.kitward.selector.Selector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Puts what resolution knows of one service on one node into an explanation. */
final class Explainer {
  private final Resolution resolution;
  private final NodeView node;
  private final DesiredNode desired;

  Explainer(Resolution resolution, NodeView node, DesiredNode desired) {
    this.resolution = resolution;
    this.node = node;
    this.desired = desired;
  }

  Explanation explain(String name, Claim claim) {
    List<Conflict> conflicts =
        desired.conflicts().stream()
            .filter(
                conflict ->
                    conflict.service().equals(name)
                        || (conflict.service().isEmpty() && desired.inConflict(name)))
            .toList();
    NavigableMap<String, ParameterValue> defaults = new TreeMap<>();
    NavigableMap<String, ParameterValue> pinned = new TreeMap<>();
    Optional<ServiceDocument> service = resolution.documents().service(name);
    service.ifPresent(document -> defaults(document, defaults, pinned));
    ParameterMerge.@Nullable Merged merged =
        service
            .map(document -> ParameterMerge.merge(document, document.parts(node), claim))
            .orElse(null);
    return new Explanation(
        node.certname(),
        name,
        state(name, claim, conflicts),
        claim.requires.stream().map(this::reason).toList(),
        claim.denies.stream().map(this::reason).toList(),
        claim.undecided().stream().map(this::reason).toList(),
        leaves(name, claim, claim.versions, pinned, merged == null ? null : merged.versions()),
        leaves(
            name, claim, claim.parameters, defaults, merged == null ? null : merged.parameters()),
        conflicts,
        desired.changesAt());
  }

  private void defaults(
      ServiceDocument service,
      NavigableMap<String, ParameterValue> defaults,
      NavigableMap<String, ParameterValue> pinned) {
    service
        .parameters()
        .forEach(
            (leaf, parameter) -> {
              ParameterValue value = parameter.defaultValue();
              if (value != null) {
                defaults.put(leaf, value);
              }
            });
    for (ServiceParts.PackageItem item : service.parts(node).packages()) {
      if (item.version() != null) {
        pinned.put(item.name(), new ParameterValue.Text(item.version()));
      }
    }
  }

  private Explanation.State state(String name, Claim claim, Collection<Conflict> conflicts) {
    if (desired.instance(name).isPresent()) {
      return Explanation.State.WANTED;
    }
    if (!conflicts.isEmpty()) {
      return Explanation.State.CONFLICT;
    }
    return claim.asked() && !claim.denies.isEmpty()
        ? Explanation.State.DENIED
        : Explanation.State.NOT_REQUIRED;
  }

  private Explanation.Reason reason(Because because) {
    return switch (because.source()) {
      case POLICY ->
          find(Kind.POLICY, because.name(), PolicyDocument.class)
              .map(
                  policy ->
                      reason(
                          because,
                          policy.priority(),
                          resolution.matching().selector(policy),
                          "",
                          null))
              .orElseGet(() -> reason(because, 0, null, "", null));
      case EXEMPTION ->
          find(Kind.EXEMPTION, because.name(), ExemptionDocument.class)
              .map(
                  exemption ->
                      reason(
                          because,
                          0,
                          resolution.expand(exemption.selector()).orElse(exemption.selector()),
                          exemption.reason(),
                          exemption.until()))
              .orElseGet(() -> reason(because, 0, null, "", null));
      case ASSIGNMENT, PUPPET, BACKEND -> reason(because, 0, null, "", null);
    };
  }

  private <D extends Document> Optional<D> find(Kind kind, String name, Class<D> type) {
    return resolution.documents().find(kind, name).map(type::cast);
  }

  private Explanation.Reason reason(
      Because because,
      int priority,
      @Nullable Selector selector,
      String words,
      @Nullable Instant until) {
    return new Explanation.Reason(
        because,
        priority,
        selector == null ? "" : selector.toString(),
        selector == null ? new TreeMap<>() : Evidence.facts(node, selector),
        words,
        until);
  }

  private List<Explanation.Leaf> leaves(
      String service,
      Claim claim,
      List<Layer> layers,
      NavigableMap<String, ParameterValue> defaults,
      @Nullable NavigableMap<String, ParameterChoice> choices) {
    TreeSet<String> names = new TreeSet<>(defaults.keySet());
    layers.forEach(layer -> names.addAll(layer.values().keySet()));
    List<Explanation.Leaf> leaves = new ArrayList<>();
    for (String name : names) {
      List<Explanation.Candidate> candidates = new ArrayList<>();
      ParameterValue byDefault = defaults.get(name);
      if (byDefault != null) {
        candidates.add(candidate(new Origin(Origin.Source.DEFAULT, service, 0), byDefault, claim));
      }
      for (Layer layer : layers) {
        ParameterValue value = layer.values().get(name);
        if (value != null) {
          candidates.add(candidate(layer.origin(), value, claim));
        }
      }
      candidates.sort(Comparator.comparing(Explanation.Candidate::origin).reversed());
      ParameterChoice choice = choices == null ? null : choices.get(name);
      leaves.add(leaf(name, candidates, choice));
    }
    return leaves;
  }

  private static Explanation.Leaf leaf(
      String name, List<Explanation.Candidate> candidates, @Nullable ParameterChoice choice) {
    if (choice == null) {
      return new Explanation.Leaf(name, null, candidates);
    }
    Explanation.Candidate first = candidates.getFirst();
    return new Explanation.Leaf(
        name,
        new Explanation.Candidate(choice.winner(), choice.value(), first.tags()),
        candidates.subList(1, candidates.size()));
  }

  private Explanation.Candidate candidate(Origin origin, ParameterValue value, Claim claim) {
    List<SourcedTag> tags =
        switch (origin.source()) {
          case DEFAULT, ASSIGNMENT, PUPPET, BACKEND -> List.of();
          case POLICY ->
              find(Kind.POLICY, origin.name(), PolicyDocument.class)
                  .map(policy -> Evidence.tags(node, resolution.matching().selector(policy)))
                  .orElse(List.of());
          case BUNDLE ->
              claim.requires.stream()
                  .filter(because -> origin.name().equals(because.bundle()))
                  .flatMap(because -> because.tags().stream())
                  .distinct()
                  .toList();
        };
    return new Explanation.Candidate(origin, value, tags);
  }
}
