package io.kitward.selector.index;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * The nodes of each value, by the value's code. A value that one node has alone, as a name or an
 * address is, needs four bytes. Not thread-safe.
 */
final class NodeSets {
  private static final int EMPTY = -1;
  private static final int SEVERAL = -2;

  private int[] only = {};
  private @Nullable RoaringBitmap[] several = {};

  void add(int code, int node) {
    if (code >= only.length) {
      int before = only.length;
      only = Arrays.copyOf(only, Math.max(code + 1, before + before / 2));
      several = Arrays.copyOf(several, only.length);
      Arrays.fill(only, before, only.length, EMPTY);
    }
    RoaringBitmap set = several[code];
    if (set != null) {
      set.add(node);
    } else if (only[code] == EMPTY) {
      only[code] = node;
    } else if (only[code] != node) {
      several[code] = RoaringBitmap.bitmapOf(only[code], node);
      only[code] = SEVERAL;
    }
  }

  void remove(int code, int node) {
    RoaringBitmap set = several[code];
    if (set == null) {
      only[code] = EMPTY;
      return;
    }
    set.remove(node);
    if (set.isEmpty()) {
      several[code] = null;
      only[code] = EMPTY;
    }
  }

  boolean isEmpty(int code) {
    return only[code] == EMPTY;
  }

  int count(int code) {
    RoaringBitmap set = several[code];
    return set != null ? set.getCardinality() : only[code] == EMPTY ? 0 : 1;
  }

  /** The nodes of a code; not the caller's to change. */
  RoaringBitmap of(int code) {
    RoaringBitmap set = several[code];
    if (set != null) {
      return set;
    }
    return only[code] == EMPTY ? new RoaringBitmap() : RoaringBitmap.bitmapOf(only[code]);
  }
}
