package io.kitward.selector.index;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A block in the making: a run of neighbouring conjunctions. For the writer only. */
final class Leaf {
  private final List<Clustered> items;
  private @Nullable Block block;
  private int[] targets = {};

  Leaf(List<Clustered> items) {
    this.items = new ArrayList<>(items);
  }

  List<Clustered> items() {
    return items;
  }

  Clustered first() {
    return items.getFirst();
  }

  /** Says that the items have changed. */
  void touch() {
    block = null;
  }

  boolean touched() {
    return block == null;
  }

  Block block() {
    if (block == null) {
      block = Block.of(items.stream().map(Clustered::tests).toList());
      targets = items.stream().mapToInt(Clustered::target).toArray();
    }
    return block;
  }

  int[] targets() {
    return targets;
  }
}
