package io.kitward.selector.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All conjunctions that are asked of every node, in blocks of neighbours. A change remakes one
 * block and the summary above it. For the writer only; the groups that it hands out are immutable.
 */
final class Blocks {
  private static final Group[] NONE = {};

  private final List<Leaf> leaves = new ArrayList<>();
  private Group[] groups = NONE;

  void add(Clustered item) {
    if (leaves.isEmpty()) {
      leaves.add(new Leaf(List.of(item)));
      return;
    }
    int at = leafOf(item);
    Leaf leaf = leaves.get(at);
    int place = Collections.binarySearch(leaf.items(), item);
    leaf.items().add(place < 0 ? -place - 1 : place, item);
    leaf.touch();
    if (leaf.items().size() > Block.CAPACITY) {
      // A row of rising items, as when all are made anew, leaves full blocks behind.
      int cut = place == -leaf.items().size() ? Block.CAPACITY : Block.CAPACITY / 2;
      List<Clustered> tail = leaf.items().subList(cut, leaf.items().size());
      leaves.add(at + 1, new Leaf(tail));
      tail.clear();
    }
  }

  void remove(Clustered item) {
    int at = leafOf(item);
    Leaf leaf = leaves.get(at);
    leaf.items().remove(Collections.binarySearch(leaf.items(), item));
    leaf.touch();
    if (leaf.items().isEmpty()) {
      leaves.remove(at);
    } else if (at + 1 < leaves.size()
        && leaf.items().size() + leaves.get(at + 1).items().size() <= Block.CAPACITY / 2) {
      leaf.items().addAll(leaves.remove(at + 1).items());
    }
  }

  /** The last leaf that doesn't begin after the item. */
  private int leafOf(Clustered item) {
    int low = 0;
    int high = leaves.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (leaves.get(middle).first().compareTo(item) <= 0) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** The blocks as they are now; groups in which nothing changed stay the same. */
  Group[] groups() {
    int count = (leaves.size() + Block.CAPACITY - 1) / Block.CAPACITY;
    Group[] made = new Group[count];
    for (int i = 0; i < count; i++) {
      List<Leaf> part =
          leaves.subList(i * Block.CAPACITY, Math.min(leaves.size(), (i + 1) * Block.CAPACITY));
      made[i] = i < groups.length && holds(groups[i], part) ? groups[i] : new Group(part);
    }
    groups = made;
    return made;
  }

  private static boolean holds(Group group, List<Leaf> leaves) {
    if (group.blocks.length != leaves.size()) {
      return false;
    }
    for (int i = 0; i < leaves.size(); i++) {
      if (leaves.get(i).touched() || leaves.get(i).block() != group.blocks[i]) {
        return false;
      }
    }
    return true;
  }
}
