package io.kitward.selector.index;

import java.util.Arrays;

/**
 * The conjunctions that are looked at when one code is active, each with its {@link Target} and one
 * more code that must be active, or must not be. Lists share their arrays as long as they only
 * grow: an older list never looks beyond its own size.
 */
final class PostingList {
  /** In the upper half the code to check, doubled, and 1 added when it must not be active. */
  final long[] entries;

  final int size;

  private PostingList(long[] entries, int size) {
    this.entries = entries;
    this.size = size;
  }

  static long entry(int checkCode, boolean negated, int target) {
    return ((long) (2 * checkCode + (negated ? 1 : 0)) << 32) | (target & 0xFFFFFFFFL);
  }

  static PostingList of(long entry) {
    return new PostingList(new long[] {entry}, 1);
  }

  /** This list with one more entry; only the newest list of an array may grow. */
  PostingList with(long entry) {
    long[] target =
        size < entries.length ? entries : Arrays.copyOf(entries, size + Math.max(2, size / 2));
    target[size] = entry;
    return new PostingList(target, size + 1);
  }

  /** This list without the entries of a target. */
  PostingList without(int target) {
    long[] left = Arrays.stream(entries, 0, size).filter(entry -> (int) entry != target).toArray();
    return new PostingList(left, left.length);
  }
}
