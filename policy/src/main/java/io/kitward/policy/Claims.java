package io.kitward.policy;

import io.kitward.selector.Tags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which services the documents ask for on a node, why, and with which parameters; forbidden ones
 * are left out.
 */
final class Claims {
  /** One service that is asked for. */
  static final class Claim {
    final TreeSet<Because> because = new TreeSet<>();
    final List<ParameterMerge.Layer> layers = new ArrayList<>();
    final List<String> backends = new ArrayList<>();
  }

  private final NodeView node;
  private final DocumentSet documents;
  private final NavigableMap<String, Claim> claims = new TreeMap<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  private Claims(NodeView node, DocumentSet documents) {
    this.node = node;
    this.documents = documents;
  }

  static Claims of(NodeView node, DocumentSet documents) {
    Claims claims = new Claims(node, documents);
    Tags tags = node.effectiveTags();
    List<PolicyDocument> matching =
        documents.policies().stream().filter(policy -> policy.selector().matches(tags)).toList();
    matching.stream()
        .filter(policy -> policy.effect() == PolicyDocument.Effect.REQUIRE)
        .forEach(claims::require);
    claims.layers(matching);
    documents.backends().forEach(claims::configure);
    matching.stream()
        .filter(policy -> policy.effect() == PolicyDocument.Effect.FORBID)
        .forEach(claims::forbid);
    return claims;
  }

  NavigableMap<String, Claim> byService() {
    return claims;
  }

  List<Conflict> conflicts() {
    return conflicts;
  }

  private void require(PolicyDocument policy) {
    policy.services().forEach(service -> claim(service, policy, null));
    for (String name : policy.bundles()) {
      documents
          .bundle(name)
          .ifPresentOrElse(
              bundle -> bundle.services().forEach(service -> claim(service, policy, name)),
              () -> unknownBundle(policy, name));
    }
  }

  private void unknownBundle(PolicyDocument policy, String bundle) {
    String message =
        "policy " + policy.name() + " names the bundle '" + bundle + "', which is not there";
    conflicts.add(
        new Conflict(
            "",
            Conflict.Reason.UNKNOWN_BUNDLE,
            bundle,
            List.of("policy " + policy.name()),
            message));
  }

  private void claim(String service, PolicyDocument policy, @Nullable String bundle) {
    Set<String> keys = policy.selector().keys();
    List<SourcedTag> tags =
        node.tags().stream()
            .filter(tag -> keys.contains(tag.tag().key()))
            .sorted(Comparator.comparing(SourcedTag::tag).thenComparing(SourcedTag::source))
            .toList();
    claim(service).because.add(new Because(Because.Source.POLICY, policy.name(), bundle, tags));
  }

  private Claim claim(String service) {
    return claims.computeIfAbsent(service, ignored -> new Claim());
  }

  private void layers(List<PolicyDocument> matching) {
    Map<Origin, NavigableMap<String, NavigableMap<String, ParameterValue>>> layers =
        new LinkedHashMap<>();
    for (PolicyDocument policy : matching) {
      if (policy.effect() == PolicyDocument.Effect.REQUIRE) {
        layers.put(
            new Origin(Origin.Source.POLICY, policy.name(), policy.priority()),
            policy.parameters());
        for (String name : policy.bundles()) {
          documents
              .bundle(name)
              .ifPresent(
                  bundle ->
                      layers.put(new Origin(Origin.Source.BUNDLE, name, 0), bundle.parameters()));
        }
      }
    }
    layers.forEach(
        (origin, parameters) ->
            parameters.forEach(
                (service, values) -> {
                  Claim claim = claims.get(service);
                  if (claim != null) {
                    claim.layers.add(new ParameterMerge.Layer(origin, values));
                  }
                }));
  }

  private void configure(BackendDocument backend) {
    BackendDocument.Configure configure = backend.configure();
    if (configure == null || !configure.node().equals(node.certname())) {
      return;
    }
    for (BackendDocument.ServiceItem item : configure.services()) {
      Claim claim = claim(item.name());
      claim.because.add(new Because(Because.Source.BACKEND, backend.name(), null, List.of()));
      Origin origin = new Origin(Origin.Source.BACKEND, backend.name(), 0);
      claim.layers.add(new ParameterMerge.Layer(origin, item.parameters()));
      claim.backends.add(backend.name());
    }
  }

  private void forbid(PolicyDocument policy) {
    Set<String> forbidden = new HashSet<>(policy.services());
    for (String name : policy.bundles()) {
      documents
          .bundle(name)
          .ifPresentOrElse(
              bundle -> forbidden.addAll(bundle.services()), () -> unknownBundle(policy, name));
    }
    claims.keySet().removeAll(forbidden);
  }
}
