package io.kitward.selector.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Up to 64 conjunctions that are asked together, one bit each; immutable.
 *
 * <p>A column holds, for one dimension, at most one positive test of each conjunction (a second one
 * on the same dimension gets a further column, so that it is met by a value of its own), or all
 * negative ones. The rows of a node's active codes are joined, and what no row admits drops out.
 */
final class Block {
  static final int CAPACITY = 64;
  private static final int SPREAD = 0x9E3779B9;

  private final long full;

  /** Per column: the dimension, doubled, and 1 added when its tests are negative. */
  private final int[] columns;

  /** Per column: the conjunctions that ask nothing here. */
  private final long[] free;

  /** Per column: where its part of the table starts, and the mask of that part's length. */
  private final int[] starts;

  private final int[] masks;

  /** The tables of all columns, found by code; 0 is an empty place. */
  private final int[] codes;

  private final long[] rows;

  private Block(int items, List<Column> sorted) {
    full = items == CAPACITY ? -1L : (1L << items) - 1;
    columns = new int[sorted.size()];
    free = new long[columns.length];
    starts = new int[columns.length];
    masks = new int[columns.length];
    int total = 0;
    for (int i = 0; i < columns.length; i++) {
      Column column = sorted.get(i);
      columns[i] = 2 * column.dimension + (column.negative ? 1 : 0);
      free[i] = full & ~column.asking;
      starts[i] = total;
      int length = Integer.highestOneBit(Math.max(1, 2 * column.rows.size() - 1)) * 2;
      masks[i] = length - 1;
      total += length;
    }
    codes = new int[total];
    rows = new long[total];
    for (int i = 0; i < columns.length; i++) {
      int column = i;
      sorted.get(i).rows.forEach((code, row) -> place(column, code, row));
    }
  }

  /** A block of these conjunctions, each given by its tests. */
  static Block of(List<List<CodeTest>> items) {
    Map<List<Integer>, Column> columns = new LinkedHashMap<>();
    for (int item = 0; item < items.size(); item++) {
      Map<Integer, Integer> positives = new LinkedHashMap<>();
      for (CodeTest test : items.get(item)) {
        int ordinal = test.negative() ? -1 : positives.merge(test.dimension(), 1, Integer::sum);
        columns
            .computeIfAbsent(
                List.of(test.dimension(), ordinal),
                _ -> new Column(test.dimension(), test.negative()))
            .add(test, 1L << item);
      }
    }
    List<Column> sorted = new ArrayList<>(columns.values());
    sorted.sort(Comparator.comparingDouble(Column::admits));
    return new Block(items.size(), sorted);
  }

  private void place(int column, int code, long row) {
    int start = starts[column];
    int mask = masks[column];
    int at = ((code * SPREAD) >>> 16) & mask;
    while (codes[start + at] != 0) {
      at = (at + 1) & mask;
    }
    codes[start + at] = code;
    rows[start + at] = row;
  }

  /** The conjunctions that hold, a bit each, as far as their tests go. */
  long holding(ActiveCodes active) {
    long left = full;
    for (int column = 0; column < columns.length; column++) {
      int dimension = columns[column];
      long range = active.range(dimension >>> 1);
      long hit = 0;
      for (int i = (int) (range >>> 32); i < (int) range; i++) {
        hit |= row(column, active.code(i));
      }
      left &= (dimension & 1) == 0 ? hit | free[column] : ~hit;
      if (left == 0) {
        return 0;
      }
    }
    return left;
  }

  private long row(int column, int code) {
    int start = starts[column];
    int mask = masks[column];
    for (int at = ((code * SPREAD) >>> 16) & mask; ; at = (at + 1) & mask) {
      int found = codes[start + at];
      if (found == code) {
        return rows[start + at];
      }
      if (found == 0) {
        return 0;
      }
    }
  }

  /**
   * What every conjunction of this block asks, so that the block needs asking only when it holds.
   */
  List<CodeTest> summary() {
    List<CodeTest> summary = new ArrayList<>();
    for (int column = 0; column < columns.length; column++) {
      if ((columns[column] & 1) == 0 && free[column] == 0) {
        int end = starts[column] + masks[column] + 1;
        int[] asked =
            java.util.Arrays.stream(codes, starts[column], end).filter(code -> code != 0).toArray();
        summary.add(new CodeTest(columns[column] >>> 1, asked, false));
      }
    }
    return summary;
  }

  /** One column while the block is made. */
  private static final class Column {
    private final int dimension;
    private final boolean negative;
    private final Map<Integer, Long> rows = new LinkedHashMap<>();
    private long asking;

    Column(int dimension, boolean negative) {
      this.dimension = dimension;
      this.negative = negative;
    }

    void add(CodeTest test, long bit) {
      asking |= bit;
      for (int code : test.codes()) {
        rows.merge(code, bit, (left, right) -> left | right);
      }
    }

    /** About how many conjunctions a node leaves: columns that leave few come first. */
    double admits() {
      if (negative) {
        return Block.CAPACITY;
      }
      long bits = rows.values().stream().mapToLong(Long::bitCount).sum();
      return Block.CAPACITY - Long.bitCount(asking) + (double) bits / Math.max(1, rows.size());
    }
  }
}
