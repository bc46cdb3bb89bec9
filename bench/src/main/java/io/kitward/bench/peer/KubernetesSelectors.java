package io.kitward.bench.peer;

import io.kitward.bench.fleet.MeasuredPolicy;
import io.kitward.bench.fleet.Term;
import io.kubernetes.client.util.labels.EqualityMatcher;
import io.kubernetes.client.util.labels.LabelMatcher;
import io.kubernetes.client.util.labels.LabelSelector;
import io.kubernetes.client.util.labels.SetMatcher;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Policies as the Kubernetes Java client has them: a disjunction of its label selectors each. */
public final class KubernetesSelectors {
  private final LabelSelector[][] selectors;

  public KubernetesSelectors(List<MeasuredPolicy> policies) {
    this.selectors =
        policies.stream()
            .map(
                policy ->
                    policy.alternatives().stream()
                        .map(KubernetesSelectors::selector)
                        .toArray(LabelSelector[]::new))
            .toArray(LabelSelector[][]::new);
  }

  /** Whether the policy of this number picks a node with these labels. */
  public boolean matches(int policy, Map<String, String> labels) {
    for (LabelSelector alternative : selectors[policy]) {
      if (alternative.test(labels)) {
        return true;
      }
    }
    return false;
  }

  /** One node's labels against all policies, one policy after another. */
  public NodeEngine nodes(List<Map<String, String>> events) {
    return new NodeEngine() {
      @Override
      public String name() {
        return "Kubernetes client LabelSelector";
      }

      @Override
      public int match(int event) {
        Map<String, String> labels = events.get(event);
        int count = 0;
        for (int policy = 0; policy < selectors.length; policy++) {
          if (matches(policy, labels)) {
            count++;
          }
        }
        return count;
      }

      @Override
      public int[] policies(int event) {
        return IntStream.range(0, selectors.length)
            .filter(policy -> matches(policy, events.get(event)))
            .toArray();
      }
    };
  }

  /** One policy against all nodes, one node after another. */
  public SelectorEngine selectors(List<Map<String, String>> nodes) {
    return new SelectorEngine() {
      @Override
      public String name() {
        return "Kubernetes client LabelSelector scan";
      }

      @Override
      public int query(int selector) {
        int count = 0;
        for (Map<String, String> node : nodes) {
          if (matches(selector, node)) {
            count++;
          }
        }
        return count;
      }

      @Override
      public int[] nodes(int selector) {
        return IntStream.range(0, nodes.size())
            .filter(node -> matches(selector, nodes.get(node)))
            .toArray();
      }
    };
  }

  private static LabelSelector selector(List<Term> terms) {
    return LabelSelector.and(
        terms.stream().map(KubernetesSelectors::matcher).toArray(LabelMatcher[]::new));
  }

  private static LabelMatcher matcher(Term term) {
    String[] values = term.values().toArray(String[]::new);
    return switch (term.operator()) {
      case EQUAL -> EqualityMatcher.equal(term.key(), values[0]);
      case IN -> SetMatcher.in(term.key(), values);
      case NOT_IN -> SetMatcher.notIn(term.key(), values);
      case EXISTS -> SetMatcher.exists(term.key());
      case NOT_EXISTS -> SetMatcher.notExists(term.key());
    };
  }
}
