package io.kitward.selector.index;

import java.util.List;

/**
 * Up to 64 blocks and their summary, which says which of them need asking at all; immutable.
 *
 * @param targets what each bit of each block stands for, as in a {@link PostingList}
 */
record Group(Block summary, Block[] blocks, int[][] targets) {

  static Group of(List<Leaf> leaves) {
    return new Group(
        Block.of(leaves.stream().map(leaf -> leaf.block().summary()).toList()),
        leaves.stream().map(Leaf::block).toArray(Block[]::new),
        leaves.stream().map(Leaf::targets).toArray(int[][]::new));
  }
}
