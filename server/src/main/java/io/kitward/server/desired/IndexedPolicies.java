package io.kitward.server.desired;

import io.kitward.policy.PolicyDocument;
import io.kitward.policy.PolicyMatcher;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.index.CodedPolicyIndex;
import io.kitward.selector.index.PolicySnapshot;
import io.kitward.selector.index.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Finds the policies that match a node through an index, so that a node's cost follows what matches
 * it and not how many policies there are. Immutable; thread-safe.
 */
final class IndexedPolicies implements PolicyMatcher {

  private final List<PolicyDocument> policies;
  private final PolicySnapshot snapshot;

  /** Matchers that nobody uses now: each has buffers of its own, for one caller at a time. */
  private final Queue<io.kitward.selector.index.PolicyMatcher> idle = new ConcurrentLinkedQueue<>();

  private IndexedPolicies(List<PolicyDocument> policies, PolicySnapshot snapshot) {
    this.policies = policies;
    this.snapshot = snapshot;
  }

  static IndexedPolicies of(List<Candidate> candidates) {
    Map<Integer, Selector> selectors = new HashMap<>();
    for (int i = 0; i < candidates.size(); i++) {
      selectors.put(i, candidates.get(i).selector());
    }
    var index = new CodedPolicyIndex(Shares.GUESSED);
    index.change(selectors, Set.of());
    return new IndexedPolicies(
        candidates.stream().map(Candidate::policy).toList(), index.snapshot());
  }

  @Override
  public List<PolicyDocument> matching(Subject subject) {
    io.kitward.selector.index.PolicyMatcher matcher = idle.poll();
    if (matcher == null) {
      matcher = snapshot.matcher();
    }
    int count = matcher.match(subject);
    List<PolicyDocument> matching = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      matching.add(policies.get(matcher.policy(i)));
    }
    idle.add(matcher);
    return matching;
  }
}
