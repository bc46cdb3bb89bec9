package io.kitward.selector.index;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * The nodes of each value, by the value's code. A value that one node has alone, as a name or an
 * address is, needs four bytes. Not thread-safe.
 */
final class NodeSets {
  private static final int EMPTY = -1;
  private static final int SEVERAL = -2;

  /** A set has words while it has more than one in so many of the nodes … */
  private static final int DENSE = 128;

  /** … and not more than one in so many: then its compressed form has such words itself. */
  private static final int WORDS_OF_ITS_OWN = 12;

  /** Whether a set has become dense is looked at once in so many of its changes. */
  private static final int LOOK_EVERY = 64;

  private int[] only = {};
  private long[] @Nullable [] words = {};
  private int highest;
  private @Nullable RoaringBitmap[] several = {};

  void add(int code, int node) {
    if (code >= only.length) {
      int before = only.length;
      only = Arrays.copyOf(only, Math.max(code + 1, before + before / 2));
      several = Arrays.copyOf(several, only.length);
      words = Arrays.copyOf(words, only.length);
      Arrays.fill(only, before, only.length, EMPTY);
    }
    highest = Math.max(highest, node);
    RoaringBitmap set = several[code];
    if (set != null) {
      set.add(node);
      mark(code, node, true);
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
    mark(code, node, false);
    if (set.isEmpty()) {
      several[code] = null;
      words[code] = null;
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

  /** Keeps a dense set's words in step. */
  private void mark(int code, int node, boolean there) {
    long[] bits = words[code];
    if (bits != null) {
      int word = node >>> 6;
      if (word >= bits.length) {
        bits = Arrays.copyOf(bits, word + word / 16 + 1);
        words[code] = bits;
      }
      bits[word] = there ? bits[word] | 1L << node : bits[word] & ~(1L << node);
    }
    if (node % LOOK_EVERY == 0) {
      look(code, Objects.requireNonNull(several[code]));
    }
  }

  private void look(int code, RoaringBitmap set) {
    long size = set.getLongCardinality();
    boolean dense = size * DENSE > highest && size * WORDS_OF_ITS_OWN < highest;
    if (dense && words[code] == null) {
      long[] bits = new long[(set.last() >>> 6) + 1];
      set.forEach((IntConsumer) node -> bits[node >>> 6] |= 1L << node);
      words[code] = bits;
    } else if (!dense && words[code] != null && sparse(size)) {
      words[code] = null;
    }
  }

  /** Whether a set is so far from dense that its words may go: not back and forth. */
  private boolean sparse(long size) {
    return size * 2 * DENSE < highest || size * (WORDS_OF_ITS_OWN - 2) > highest;
  }

  /** The nodes of a code; not the caller's to change. */
  Members of(int code) {
    RoaringBitmap set = several[code];
    if (set != null) {
      return new Members(set, words[code]);
    }
    return new Members(
        only[code] == EMPTY ? new RoaringBitmap() : RoaringBitmap.bitmapOf(only[code]), null);
  }
}
