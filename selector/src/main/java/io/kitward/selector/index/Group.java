package io.kitward.selector.index;

import java.util.List;

/** Up to 64 blocks and their summary, which says which of them need asking; immutable. */
final class Group {
  final Block summary;
  final Block[] blocks;

  /** What each bit of each block stands for, as in a {@link PostingList}. */
  final int[][] targets;

  Group(List<Leaf> leaves) {
    blocks = leaves.stream().map(Leaf::block).toArray(Block[]::new);
    targets = leaves.stream().map(Leaf::targets).toArray(int[][]::new);
    summary = Block.of(leaves.stream().map(leaf -> leaf.block().summary()).toList());
  }
}
