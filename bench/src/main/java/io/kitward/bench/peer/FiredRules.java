package io.kitward.bench.peer;

import java.util.BitSet;

/** The rules that fired since they were last taken. For one thread. */
final class FiredRules {
  private final BitSet policies = new BitSet();

  void add(int policy) {
    policies.set(policy);
  }

  int[] take() {
    int[] numbers = policies.stream().toArray();
    policies.clear();
    return numbers;
  }
}
