package io.kitward.selector.index;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The policy index that asks every selector: slow, and obviously right. */
public final class ScanningPolicyIndex implements PolicyIndex {
  private volatile Map<Integer, Selector> selectors = Map.of();

  @Override
  public void change(Map<Integer, Selector> put, Set<Integer> removed) {
    put.forEach(Requirements::checkSelector);
    Map<Integer, Selector> changed = new TreeMap<>(selectors);
    changed.keySet().removeAll(removed);
    changed.putAll(put);
    selectors = changed;
  }

  @Override
  public PolicySnapshot snapshot() {
    return new Snapshot(selectors);
  }

  private record Snapshot(Map<Integer, Selector> selectors) implements PolicySnapshot {
    @Override
    public int size() {
      return selectors.size();
    }

    @Override
    public PolicyMatcher matcher() {
      return new Matcher(selectors);
    }
  }

  private static final class Matcher implements PolicyMatcher {
    private final Map<Integer, Selector> selectors;
    private int[] found = {};

    Matcher(Map<Integer, Selector> selectors) {
      this.selectors = selectors;
    }

    @Override
    public int match(Subject subject) {
      found =
          selectors.entrySet().stream()
              .filter(entry -> entry.getValue().matches(subject))
              .mapToInt(Map.Entry::getKey)
              .toArray();
      return found.length;
    }

    @Override
    public int policy(int index) {
      return found[index];
    }
  }
}
