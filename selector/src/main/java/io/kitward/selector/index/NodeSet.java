package io.kitward.selector.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/**
 * Some nodes, or all nodes but some, while a selector is answered. The members lie in several parts
 * until somebody needs them in one: most often a small set takes what it needs of each.
 *
 * @param complement whether the members are left out
 * @param owned whether the one part may be changed in place
 */
record NodeSet(List<RoaringBitmap> parts, boolean complement, boolean owned) {
  private static final int LEAP = 16;

  static NodeSet everyNode() {
    return new NodeSet(List.of(), true, false);
  }

  static NodeSet noNode() {
    return new NodeSet(List.of(), false, false);
  }

  /** What is in any of these sets, which are not to be changed. */
  static NodeSet joined(List<RoaringBitmap> parts) {
    return new NodeSet(parts, false, false);
  }

  NodeSet negated() {
    return new NodeSet(parts, !complement, owned);
  }

  /** The nodes as a set of the caller's own. */
  RoaringBitmap among(RoaringBitmap everyone) {
    if (complement) {
      RoaringBitmap left = everyone.clone();
      parts.forEach(left::andNot);
      return left;
    }
    return own();
  }

  private RoaringBitmap own() {
    return switch (parts.size()) {
      case 0 -> new RoaringBitmap();
      case 1 -> owned ? parts.getFirst() : parts.getFirst().clone();
      default -> FastAggregation.or(parts.iterator());
    };
  }

  /** At most so many members. */
  private long weight() {
    long weight = 0;
    for (RoaringBitmap part : parts) {
      weight += part.getCardinality();
    }
    return weight;
  }

  /** What is in all sets: the smallest first, and what is to be left out last. */
  static NodeSet all(List<NodeSet> sets) {
    List<NodeSet> sorted = new ArrayList<>(sets);
    sorted.sort(Comparator.comparing(NodeSet::complement).thenComparingLong(NodeSet::weight));
    NodeSet first = sorted.getFirst();
    if (first.complement) {
      return new NodeSet(sorted.stream().flatMap(set -> set.parts.stream()).toList(), true, false);
    }
    if (sorted.size() == 1) {
      return first;
    }
    NodeSet second = sorted.get(1);
    boolean simple = first.parts.size() == 1 && !first.owned && second.parts.size() == 1;
    RoaringBitmap left = simple ? meet(first.parts.getFirst(), second) : first.own();
    for (NodeSet set : sorted.subList(simple ? 2 : 1, sorted.size())) {
      if (left.isEmpty()) {
        break;
      }
      left = set.within(left);
    }
    return new NodeSet(List.of(left), false, true);
  }

  /** Of two sets of one part each, a new one. */
  private static RoaringBitmap meet(RoaringBitmap first, NodeSet second) {
    RoaringBitmap other = second.parts.getFirst();
    return second.complement
        ? RoaringBitmap.andNot(first, relevant(first, other))
        : RoaringBitmap.and(first, other);
  }

  /**
   * What of a set can be taken away from these nodes. Meeting a much larger set leaps through it,
   * where taking it away would walk all of it.
   */
  private static RoaringBitmap relevant(RoaringBitmap nodes, RoaringBitmap taken) {
    return taken.getLongCardinality() > LEAP * nodes.getLongCardinality()
        ? RoaringBitmap.and(nodes, taken)
        : taken;
  }

  /** What of these nodes, which may be changed in place, is in this set. */
  private RoaringBitmap within(RoaringBitmap nodes) {
    if (complement) {
      parts.forEach(part -> nodes.andNot(relevant(nodes, part)));
      return nodes;
    }
    if (parts.size() > 1 && nodes.getLongCardinality() < weight()) {
      var found = new RoaringBitmap();
      for (RoaringBitmap part : parts) {
        found.or(RoaringBitmap.and(nodes, part));
      }
      return found;
    }
    nodes.and(parts.size() == 1 ? parts.getFirst() : own());
    return nodes;
  }

  /** What is in any set. */
  static NodeSet any(List<NodeSet> sets) {
    if (sets.stream().noneMatch(NodeSet::complement)) {
      return joined(sets.stream().flatMap(set -> set.parts.stream()).toList());
    }
    return all(sets.stream().map(NodeSet::negated).toList()).negated();
  }
}
