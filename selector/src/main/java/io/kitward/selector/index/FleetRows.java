package io.kitward.selector.index;

import java.util.Arrays;

/** The codes of each node, sorted, by the node's number. Not thread-safe. */
final class FleetRows {
  private static final int[] NONE = {};

  private int[][] rows = {};

  /** The codes of a node; empty for one that isn't there. */
  int[] row(int node) {
    return node < rows.length ? rows[node] : NONE;
  }

  void put(int node, int[] row) {
    if (node >= rows.length) {
      int before = rows.length;
      rows = Arrays.copyOf(rows, (int) Math.min(Integer.MAX_VALUE - 8L, node + node / 8 + 64L));
      Arrays.fill(rows, before, rows.length, NONE);
    }
    rows[node] = row;
  }

  void remove(int node) {
    if (node < rows.length) {
      rows[node] = NONE;
    }
  }
}
