package io.kitward.policy;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.List;

/** Says which policies match a node. Thread-safe. */
@FunctionalInterface
public interface PolicyMatcher {
  /** A policy with its selector, groups put in. */
  record Candidate(PolicyDocument policy, Selector selector) {}

  /** Makes a matcher for policies; an index of them can stand here. */
  @FunctionalInterface
  interface Source {
    PolicyMatcher of(List<Candidate> candidates);
  }

  /** Every policy whose selector matches, each once, in any order. */
  List<PolicyDocument> matching(Subject subject);

  /** Asks one policy after the other: the meaning of every other matcher. */
  static PolicyMatcher inTurn(List<Candidate> candidates) {
    List<Candidate> all = List.copyOf(candidates);
    return subject ->
        all.stream()
            .filter(candidate -> candidate.selector().matches(subject))
            .map(Candidate::policy)
            .toList();
  }
}
