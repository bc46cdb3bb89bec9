package io.kitward.selector.index;

import io.kitward.selector.Condition;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.Map;
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
}
