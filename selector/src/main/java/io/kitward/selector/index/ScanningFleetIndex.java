package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import io.kitward.selector.Tags;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.roaringbitmap.RoaringBitmap;

/** The fleet index that asks of every node: slow, and obviously right. */
public final class ScanningFleetIndex implements FleetIndex {
  private final Map<Integer, Subject> subjects = new ConcurrentSkipListMap<>();

  @Override
  public void put(int node, Subject subject) {
    Requirements.checkNumber(node);
    subjects.put(node, subject);
  }

  @Override
  public void remove(int node) {
    subjects.remove(node);
  }

  @Override
  public int size() {
    return subjects.size();
  }

  @Override
  public RoaringBitmap nodes(Selector selector) {
    Requirements.checkSelector(0, selector);
    var nodes = new RoaringBitmap();
    subjects.forEach(
        (node, subject) -> {
          if (selector.matches(subject)) {
            nodes.add(node);
          }
        });
    return nodes;
  }

  @Override
  public double accepting(Condition condition) {
    long accepted =
        subjects.values().stream()
            .filter(subject -> condition.matches(subject) != condition.negative())
            .count();
    return subjects.isEmpty() ? 0 : (double) accepted / subjects.size();
  }

  @Override
  public Map<String, Integer> values(Attribute attribute, RoaringBitmap among) {
    var counts = new HashMap<String, Integer>();
    subjects.forEach(
        (node, subject) -> {
          if (among.contains(node)) {
            all(subject)
                .getOrDefault(attribute, Set.of())
                .forEach(v -> counts.merge(v, 1, Integer::sum));
          }
        });
    return counts;
  }

  @Override
  public Map<Attribute, Integer> attributes(RoaringBitmap among) {
    var counts = new HashMap<Attribute, Integer>();
    subjects.forEach(
        (node, subject) -> {
          if (among.contains(node)) {
            all(subject).keySet().forEach(attribute -> counts.merge(attribute, 1, Integer::sum));
          }
        });
    return counts;
  }

  private static Map<Attribute, Set<String>> all(Subject subject) {
    var all = new HashMap<Attribute, Set<String>>();
    Tags tags = subject.tags();
    for (int i = 0; i < tags.size(); i++) {
      all.computeIfAbsent(Attribute.tag(tags.key(i)), _ -> new HashSet<>()).add(tags.value(i));
    }
    for (String path : subject.facts().paths()) {
      all.put(Attribute.fact(path), Set.copyOf(subject.facts().values(path)));
    }
    return all;
  }
}
