package io.kitward.selector.index;

import io.kitward.selector.Attribute;
import io.kitward.selector.Condition;
import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.roaringbitmap.RoaringBitmap;

/**
 * The fleet index that keeps a compressed bitmap of nodes for every value. An answer costs what its
 * sets weigh, smallest first; a change touches only the values that come or go. Conditions that
 * name no values (globs, comparisons, networks) are asked once per value that any node has.
 */
public final class RoaringFleetIndex implements FleetIndex {
  /** So many values of an attribute are looked at to guess how many a condition accepts. */
  private static final int SAMPLE = 256;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final FleetDictionary dictionary = new FleetDictionary();
  private final FleetRows rows = new FleetRows();
  private final NodeSets sets = new NodeSets();
  private final RoaringBitmap everyone = new RoaringBitmap();

  @Override
  public void put(int node, Subject subject) {
    Requirements.checkNumber(node);
    lock.writeLock().lock();
    try {
      int[] before = rows.row(node);
      int[] after = dictionary.row(subject);
      replace(node, before, after);
      rows.put(node, after);
      everyone.add(node);
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void remove(int node) {
    lock.writeLock().lock();
    try {
      if (node >= 0) {
        replace(node, rows.row(node), new int[0]);
        rows.remove(node);
        everyone.remove(node);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Both rows are sorted: one walk finds what comes and what goes. What comes, comes first. */
  private void replace(int node, int[] before, int[] after) {
    for (int code : after) {
      if (Arrays.binarySearch(before, code) < 0) {
        sets.add(code, node);
        dictionary.attribute(code).having().add(node);
      }
    }
    for (int code : before) {
      if (Arrays.binarySearch(after, code) < 0) {
        AttributeValues attribute = dictionary.attribute(code);
        sets.remove(code, node);
        if (Arrays.stream(after).noneMatch(kept -> dictionary.attribute(kept) == attribute)) {
          attribute.having().remove(node);
        }
        if (sets.isEmpty(code)) {
          dictionary.release(code);
        }
      }
    }
  }

  @Override
  public int size() {
    lock.readLock().lock();
    try {
      return everyone.getCardinality();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** How many codes were ever in use at one time. */
  int codes() {
    return dictionary.codes();
  }

  @Override
  public RoaringBitmap nodes(Selector selector) {
    lock.readLock().lock();
    try {
      return picked(selector).among(everyone);
    } finally {
      lock.readLock().unlock();
    }
  }

  private NodeSet picked(Selector selector) {
    return switch (selector) {
      case Selector.All _ -> NodeSet.everyNode();
      case Selector.And and -> NodeSet.all(and.terms().stream().map(this::picked).toList());
      case Selector.Or or -> NodeSet.any(or.terms().stream().map(this::picked).toList());
      case Selector.Not not -> picked(not.term()).negated();
      case Condition condition -> {
        NodeSet accepted = accepted(condition);
        yield condition.negative() ? accepted.negated() : accepted;
      }
      case Selector.GroupReference reference ->
          throw new IllegalArgumentException("expand the groups first: " + reference);
    };
  }

  /** The nodes that have a value that the condition accepts. */
  private NodeSet accepted(Condition condition) {
    AttributeValues attribute = dictionary.find(condition.attribute());
    if (attribute == null) {
      return NodeSet.noNode();
    }
    return switch (condition) {
      case Condition.Has _, Condition.Lacks _ ->
          NodeSet.joined(List.of(new Members(attribute.having(), null)));
      case Condition.In in -> named(attribute, in.values());
      case Condition.NotIn notIn -> named(attribute, notIn.values());
      case Condition.Greater _,
          Condition.Less _,
          Condition.Compare _,
          Condition.Like _,
          Condition.Within _ -> {
        var codes = new ArrayList<Integer>();
        attribute.each(
            (value, code) -> {
              if (condition.accepts(value)) {
                codes.add(code);
              }
            });
        yield joined(codes);
      }
    };
  }

  private NodeSet named(AttributeValues attribute, Iterable<String> values) {
    var codes = new ArrayList<Integer>();
    for (String value : values) {
      Integer code = attribute.code(value);
      if (code != null) {
        codes.add(code);
      }
    }
    return joined(codes);
  }

  private NodeSet joined(List<Integer> codes) {
    return NodeSet.joined(codes.stream().map(sets::of).toList());
  }

  @Override
  public double accepting(Condition condition) {
    lock.readLock().lock();
    try {
      AttributeValues attribute = dictionary.find(condition.attribute());
      if (attribute == null || everyone.isEmpty()) {
        return 0;
      }
      long accepted =
          switch (condition) {
            case Condition.Has _, Condition.Lacks _ -> attribute.having().getCardinality();
            case Condition.In in -> counted(attribute, in.values());
            case Condition.NotIn notIn -> counted(attribute, notIn.values());
            case Condition.Greater _,
                Condition.Less _,
                Condition.Compare _,
                Condition.Like _,
                Condition.Within _ ->
                (long) (attribute.sampled(condition, SAMPLE) * attribute.having().getCardinality());
          };
      return Math.min(1, (double) accepted / everyone.getCardinality());
    } finally {
      lock.readLock().unlock();
    }
  }

  private long counted(AttributeValues attribute, Iterable<String> values) {
    long count = 0;
    for (String value : values) {
      Integer code = attribute.code(value);
      count += code == null ? 0 : sets.count(code);
    }
    return count;
  }

  @Override
  public Map<String, Integer> values(Attribute attribute, RoaringBitmap among) {
    lock.readLock().lock();
    try {
      var counts = new HashMap<String, Integer>();
      AttributeValues known = dictionary.find(attribute);
      if (known != null) {
        known.each(
            (value, code) -> {
              int count = RoaringBitmap.andCardinality(sets.of(code).nodes(), among);
              if (count > 0) {
                counts.put(value, count);
              }
            });
      }
      return counts;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public Map<Attribute, Integer> attributes(RoaringBitmap among) {
    lock.readLock().lock();
    try {
      var counts = new HashMap<Attribute, Integer>();
      dictionary.each(
          attribute -> {
            int count = RoaringBitmap.andCardinality(attribute.having(), among);
            if (count > 0) {
              counts.put(attribute.attribute(), count);
            }
          });
      return counts;
    } finally {
      lock.readLock().unlock();
    }
  }
}
