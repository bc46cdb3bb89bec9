package io.kitward.selector.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/**
 * Some nodes, or all nodes but some, while a selector is answered.
 *
 * @param members the nodes, or those left out
 * @param complement whether the members are left out
 * @param owned whether the members may be changed in place
 */
record NodeSet(RoaringBitmap members, boolean complement, boolean owned) {

  static NodeSet everyNode() {
    return new NodeSet(new RoaringBitmap(), true, true);
  }

  static NodeSet noNode() {
    return new NodeSet(new RoaringBitmap(), false, true);
  }

  NodeSet negated() {
    return new NodeSet(members, !complement, owned);
  }

  /** The nodes as a set of the caller's own. */
  RoaringBitmap among(RoaringBitmap everyone) {
    if (complement) {
      return RoaringBitmap.andNot(everyone, members);
    }
    return owned ? members : members.clone();
  }

  /** What is in all sets: the smallest first, and what is to be left out last. */
  static NodeSet all(List<NodeSet> sets) {
    List<NodeSet> sorted = new ArrayList<>(sets);
    sorted.sort(
        Comparator.comparing(NodeSet::complement)
            .thenComparingInt(set -> set.members.getCardinality()));
    NodeSet result = sorted.getFirst();
    for (NodeSet set : sorted.subList(1, sorted.size())) {
      if (!result.complement && result.members.isEmpty()) {
        return result;
      }
      result = result.and(set);
    }
    return result;
  }

  /** What is in any set. */
  static NodeSet any(List<NodeSet> sets) {
    if (sets.stream().noneMatch(NodeSet::complement)) {
      return new NodeSet(
          FastAggregation.or(sets.stream().map(NodeSet::members).iterator()), false, true);
    }
    return all(sets.stream().map(NodeSet::negated).toList()).negated();
  }

  /** Of two sets, one that is complemented comes second. */
  private NodeSet and(NodeSet other) {
    if (complement) {
      return new NodeSet(RoaringBitmap.or(members, other.members), true, true);
    }
    if (!owned) {
      return new NodeSet(
          other.complement
              ? RoaringBitmap.andNot(members, other.members)
              : RoaringBitmap.and(members, other.members),
          false,
          true);
    }
    if (other.complement) {
      members.andNot(other.members);
    } else {
      members.and(other.members);
    }
    return this;
  }
}
