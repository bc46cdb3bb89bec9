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
record NodeSet(List<Members> parts, boolean complement, boolean owned) {
  private static final int LEAP = 16;

  /** So many parts at most meet other sets one by one. */
  private static final int FEW_PARTS = 8;

  static NodeSet everyNode() {
    return new NodeSet(List.of(), true, false);
  }

  static NodeSet noNode() {
    return new NodeSet(List.of(), false, false);
  }

  /** What is in any of these sets, which are not to be changed. */
  static NodeSet joined(List<Members> parts) {
    return new NodeSet(parts, false, false);
  }

  NodeSet negated() {
    return new NodeSet(parts, !complement, owned);
  }

  /** The nodes as a set of the caller's own. */
  RoaringBitmap among(RoaringBitmap everyone) {
    if (complement) {
      RoaringBitmap left = everyone.clone();
      parts.forEach(part -> left.andNot(part.nodes()));
      return left;
    }
    return own();
  }

  private RoaringBitmap own() {
    return switch (parts.size()) {
      case 0 -> new RoaringBitmap();
      case 1 -> owned ? parts.getFirst().nodes() : parts.getFirst().nodes().clone();
      default -> FastAggregation.or(parts.stream().map(Members::nodes).iterator());
    };
  }

  /** At most so many members. */
  private long weight() {
    long weight = 0;
    for (Members part : parts) {
      weight += part.nodes().getCardinality();
    }
    return weight;
  }

  /** At most so many members are walked at a time when this set is met with others first. */
  private long step() {
    return parts.size() > FEW_PARTS ? weight() : weight() / Math.max(1, parts.size());
  }

  /** What is in all sets: the smallest first, and what is to be left out last. */
  static NodeSet all(List<NodeSet> sets) {
    List<NodeSet> sorted = new ArrayList<>(sets);
    sorted.sort(Comparator.comparing(NodeSet::complement).thenComparingLong(NodeSet::step));
    NodeSet first = sorted.getFirst();
    if (first.complement) {
      return new NodeSet(sorted.stream().flatMap(set -> set.parts.stream()).toList(), true, false);
    }
    if (sorted.size() == 1) {
      return first;
    }
    List<NodeSet> others = sorted.subList(1, sorted.size());
    return new NodeSet(List.of(new Members(first.met(others), null)), false, true);
  }

  /** What of this set, which is none of those left out, is in all the others. */
  private RoaringBitmap met(List<NodeSet> others) {
    if (parts.size() == 1 && !owned) {
      return meet(parts.getFirst().nodes(), others);
    }
    if (parts.size() <= 1 || parts.size() > FEW_PARTS) {
      return within(own(), others);
    }
    // Joining what is left of each part costs less than joining all of them.
    var found = new RoaringBitmap();
    parts.forEach(part -> found.or(meet(part.nodes(), others)));
    return found;
  }

  /** What of these nodes is in all the sets, as a set of its own. */
  private static RoaringBitmap meet(RoaringBitmap nodes, List<NodeSet> sets) {
    boolean simple = sets.getFirst().parts.size() == 1;
    RoaringBitmap left = simple ? meet(nodes, sets.getFirst()) : nodes.clone();
    return within(left, simple ? sets.subList(1, sets.size()) : sets);
  }

  /** What of these nodes, which may be changed in place, is in all the sets. */
  private static RoaringBitmap within(RoaringBitmap nodes, List<NodeSet> sets) {
    RoaringBitmap left = nodes;
    for (NodeSet set : sets) {
      if (left.isEmpty()) {
        break;
      }
      left = set.within(left);
    }
    return left;
  }

  /** Of two sets of one part each, a new one. */
  private static RoaringBitmap meet(RoaringBitmap first, NodeSet second) {
    Members other = second.parts.getFirst();
    if (second.complement && leaps(first, other)) {
      return RoaringBitmap.andNot(first, RoaringBitmap.and(first, other.nodes()));
    }
    return other.of(first, second.complement);
  }

  /**
   * Whether a set that is to be taken away from these nodes is first met with them. Meeting a much
   * larger set leaps through it, where taking it away would walk all of it.
   */
  private static boolean leaps(RoaringBitmap nodes, Members taken) {
    return !taken.hasWords()
        && taken.nodes().getLongCardinality() > LEAP * nodes.getLongCardinality();
  }

  /** What of these nodes, which may be changed in place, is in this set. */
  private RoaringBitmap within(RoaringBitmap nodes) {
    if (complement) {
      RoaringBitmap left = nodes;
      for (Members part : parts) {
        if (part.hasWords()) {
          left = part.of(left, true);
        } else {
          left.andNot(leaps(left, part) ? RoaringBitmap.and(left, part.nodes()) : part.nodes());
        }
      }
      return left;
    }
    if (parts.size() > 1 && nodes.getLongCardinality() < weight()) {
      var found = new RoaringBitmap();
      for (Members part : parts) {
        found.or(part.of(nodes, false));
      }
      return found;
    }
    if (parts.size() == 1) {
      return parts.getFirst().of(nodes, false);
    }
    nodes.and(own());
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
