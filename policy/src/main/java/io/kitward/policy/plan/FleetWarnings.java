package io.kitward.policy.plan;

import io.kitward.policy.AssignmentDocument;
import io.kitward.policy.BackendDocument;
import io.kitward.policy.BundleDocument;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.ExemptionDocument;
import io.kitward.policy.GroupDocument;
import io.kitward.policy.Kind;
import io.kitward.policy.NodeView;
import io.kitward.policy.PolicyDocument;
import io.kitward.policy.PolicyMatcher;
import io.kitward.policy.RepositoryDocument;
import io.kitward.policy.Resolution;
import io.kitward.policy.ServiceDocument;
import io.kitward.policy.SiteDocument;
import io.kitward.policy.TagKeyDocument;
import io.kitward.policy.TagRuleDocument;
import io.kitward.policy.TagTemplate;
import io.kitward.selector.Attribute;
import io.kitward.selector.DidYouMean;
import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares changed documents with the nodes that there are. Sees each node once; not thread-safe.
 */
final class FleetWarnings {
  private final DocumentSet documents;
  private final List<DocumentChange> changes;
  private final Resolution resolution;
  private final PolicyMatcher changedPolicies;
  private final Set<String> keys = new HashSet<>();
  private final Set<String> facts = new HashSet<>(Set.of(Attribute.CERTNAME.name()));
  private final Set<String> unmatched = new TreeSet<>();

  FleetWarnings(
      DocumentSet documents,
      List<DocumentChange> changes,
      Resolution resolution,
      PolicyMatcher.Source matcher) {
    this.documents = documents;
    this.changes = changes;
    this.resolution = resolution;
    List<PolicyMatcher.Candidate> candidates = new ArrayList<>();
    for (DocumentChange change : changes) {
      if (change.kind() == Kind.POLICY) {
        documents
            .find(Kind.POLICY, change.name())
            .map(PolicyDocument.class::cast)
            .ifPresent(
                policy ->
                    resolution
                        .expand(policy.selector())
                        .ifPresent(
                            selector ->
                                candidates.add(new PolicyMatcher.Candidate(policy, selector))));
      }
    }
    candidates.forEach(candidate -> unmatched.add(candidate.policy().name()));
    this.changedPolicies = matcher.of(candidates);
  }

  void see(NodeView node) {
    node.tags().forEach(tag -> keys.add(tag.tag().key()));
    facts.addAll(node.facts().keySet());
    if (!unmatched.isEmpty()) {
      changedPolicies.matching(node.subject()).forEach(policy -> unmatched.remove(policy.name()));
    }
  }

  List<Warning> found() {
    List<Warning> warnings = new ArrayList<>();
    Map<String, List<String>> derivers = derivers();
    for (DocumentChange change : changes) {
      selector(change)
          .flatMap(resolution::expand)
          .ifPresent(
              selector -> {
                selector.attributes().forEach(it -> unknown(change, it, derivers, warnings));
                if (change.kind() == Kind.TAG_RULE) {
                  derived(change, selector, derivers, warnings);
                }
              });
      if (change.kind() == Kind.POLICY && unmatched.contains(change.name())) {
        warnings.add(
            new Warning(
                Warning.Code.MATCHES_NOTHING,
                change.kind(),
                change.name(),
                "the policy picks no node of the fleet"));
      }
    }
    return warnings;
  }

  private Optional<Selector> selector(DocumentChange change) {
    return documents
        .find(change.kind(), change.name())
        .flatMap(
            document ->
                switch (document) {
                  case PolicyDocument policy -> Optional.of(policy.selector());
                  case ExemptionDocument exemption -> Optional.of(exemption.selector());
                  case SiteDocument site -> Optional.of(site.selector());
                  case TagRuleDocument rule -> Optional.of(rule.selector());
                  case GroupDocument group -> Optional.of(group.selector());
                  case ServiceDocument _, BundleDocument _, BackendDocument _ -> Optional.empty();
                  case TagKeyDocument _, AssignmentDocument _, RepositoryDocument _ ->
                      Optional.empty();
                });
  }

  /** The keys that rules may derive, with the rules. */
  private Map<String, List<String>> derivers() {
    Map<String, List<String>> derivers = new HashMap<>();
    for (TagRuleDocument rule : documents.tagRules()) {
      for (TagTemplate template : rule.tags()) {
        derivers.computeIfAbsent(template.key(), key -> new ArrayList<>()).add(rule.name());
      }
    }
    return derivers;
  }

  private void unknown(
      DocumentChange change,
      Attribute attribute,
      Map<String, List<String>> derivers,
      List<Warning> warnings) {
    Set<String> known = attribute.isTag() ? keys : facts;
    if (known.contains(attribute.name())
        || (attribute.isTag() && derivers.containsKey(attribute.name()))) {
      return;
    }
    String nearest =
        DidYouMean.closest(attribute.name(), known)
            .map(near -> "; did you mean " + near + "?")
            .orElse("");
    warnings.add(
        new Warning(
            Warning.Code.UNKNOWN_KEY,
            change.kind(),
            change.name(),
            "no node has " + (attribute.isTag() ? "the tag " : "") + attribute + nearest));
  }

  private static void derived(
      DocumentChange change,
      Selector selector,
      Map<String, List<String>> derivers,
      List<Warning> warnings) {
    for (String key : selector.keys()) {
      List<String> others = derivers.getOrDefault(key, List.of());
      if (!others.isEmpty()) {
        warnings.add(
            new Warning(
                Warning.Code.RULE_READS_DERIVED,
                change.kind(),
                change.name(),
                "the rule reads "
                    + key
                    + ", which the rules "
                    + others
                    + " derive; rules see only what sources set"));
      }
    }
  }
}
