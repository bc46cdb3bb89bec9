package io.kitward.selector.index;

import io.kitward.selector.Subject;
import java.util.Arrays;

/** One thread's way to ask a snapshot; it keeps the last answer in a buffer of its own. */
public interface PolicyMatcher {

  /** Finds the selectors that pick this node, and returns how many they are. */
  int match(Subject subject);

  /** The number of one of the selectors that the last {@link #match} found; in no order. */
  int policy(int index);

  /** The numbers of the selectors that pick this node, sorted. */
  default int[] policies(Subject subject) {
    int[] policies = new int[match(subject)];
    for (int i = 0; i < policies.length; i++) {
      policies[i] = policy(i);
    }
    Arrays.sort(policies);
    return policies;
  }
}
