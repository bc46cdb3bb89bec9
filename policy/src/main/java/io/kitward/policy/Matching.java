package io.kitward.policy;

import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The selectors of a set of documents, groups put in, and what they say of a node. Immutable.
 *
 * <p>A selector whose groups are not there, or lead back to themselves, stays open for every node.
 */
final class Matching {
  /** Policies that match, and policies of which that cannot be decided. */
  record Matches(List<PolicyDocument> certain, List<PolicyDocument> open) {}

  private final Map<String, Selector> groups;
  private final TrustedMatch trust;
  private final Map<String, Set<String>> keysByPolicy = new HashMap<>();
  private final Map<String, Selector> byPolicy = new HashMap<>();
  private final Map<String, List<PolicyDocument>> readers = new HashMap<>();
  private final List<PolicyDocument> unanswerable = new ArrayList<>();
  private final PolicyMatcher matcher;

  Matching(DocumentSet documents, PolicyMatcher.Source source) {
    this.groups = documents.groups();
    this.trust = new TrustedMatch(documents.tagKeys());
    List<PolicyMatcher.Candidate> candidates = new ArrayList<>();
    for (PolicyDocument policy : documents.policies()) {
      expand(policy.selector())
          .ifPresentOrElse(
              selector -> {
                candidates.add(new PolicyMatcher.Candidate(policy, selector));
                byPolicy.put(policy.name(), selector);
                keysByPolicy.put(policy.name(), selector.keys());
                selector
                    .keys()
                    .forEach(
                        key -> readers.computeIfAbsent(key, k -> new ArrayList<>()).add(policy));
              },
              () -> unanswerable.add(policy));
    }
    this.matcher = source.of(candidates);
  }

  /** The selector with its groups; empty when they can't be put in. */
  Optional<Selector> expand(Selector selector) {
    try {
      return Optional.of(selector.groups().isEmpty() ? selector : selector.expand(groups));
    } catch (GroupExpansionException broken) {
      return Optional.empty();
    }
  }

  Matches policies(NodeView node, Subject subject) {
    List<PolicyDocument> open = new ArrayList<>(unanswerable);
    List<PolicyDocument> found = matcher.matching(subject);
    if (node.openKeys().isEmpty()) {
      return new Matches(found, open);
    }
    Set<PolicyDocument> asked = new LinkedHashSet<>();
    node.openKeys().forEach(key -> asked.addAll(readers.getOrDefault(key, List.of())));
    List<PolicyDocument> certain = new ArrayList<>(found);
    certain.removeAll(asked);
    for (PolicyDocument policy : asked) {
      switch (ask(selector(policy), node, subject)) {
        case YES -> certain.add(policy);
        case OPEN -> open.add(policy);
        case NO -> {}
      }
    }
    return new Matches(certain, open);
  }

  /** What an expanded selector says; only keys in conflict leave it open. */
  static Certainty ask(Selector selector, NodeView node, Subject subject) {
    return node.openKeys().isEmpty()
        ? (selector.matches(subject) ? Certainty.YES : Certainty.NO)
        : Certainty.of(selector, subject, it -> it.isTag() && node.openKeys().contains(it.name()));
  }

  /** Whether a selector picks the node whatever the node says of itself. */
  boolean trusted(Selector selector, NodeView node) {
    return trust.holds(selector, node);
  }

  /** The tag keys that the policy's selector reads. */
  Set<String> keys(PolicyDocument policy) {
    Set<String> keys = keysByPolicy.get(policy.name());
    return keys == null ? policy.selector().keys() : keys;
  }

  /** The policy's selector, groups put in; as written when that is not possible. */
  Selector selector(PolicyDocument policy) {
    Selector expanded = byPolicy.get(policy.name());
    return expanded == null ? policy.selector() : expanded;
  }
}
