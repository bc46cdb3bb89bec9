package io.kitward.selector.index;

/**
 * Codes that stand for two codes being active together.
 *
 * <p>One writer, any readers, without a lock: a reader sees all of what its snapshot has, since
 * that was written before the snapshot was published, in the places where it looks first. Of what
 * joins later it may see the key without the code, which is {@link #NONE} then, or a code beyond
 * its snapshot. When the table grows it is replaced.
 */
final class PairTable {
  static final int NONE = 0;

  private Entries entries = new Entries(64);
  private int size;

  /** The pairs by their hash, with gaps; as large as a power of two. */
  static final class Entries {
    private final long[] keys;
    private final int[] codes;

    private Entries(int length) {
      keys = new long[length];
      codes = new int[length];
    }

    /** The code of a pair, or {@link #NONE}. */
    int find(int first, int second) {
      long key = key(first, second);
      int mask = keys.length - 1;
      for (int at = hash(key) & mask; ; at = (at + 1) & mask) {
        long found = keys[at];
        if (found == key) {
          return codes[at];
        }
        if (found == 0) {
          return NONE;
        }
      }
    }

    private void add(long key, int code) {
      int mask = keys.length - 1;
      int at = hash(key) & mask;
      while (keys[at] != 0) {
        at = (at + 1) & mask;
      }
      codes[at] = code;
      keys[at] = key;
    }
  }

  /** The pairs as they are; others may still join them. */
  Entries entries() {
    return entries;
  }

  void add(int first, int second, int code) {
    if (2 * (size + 1) > entries.keys.length) {
      var larger = new Entries(2 * entries.keys.length);
      for (int at = 0; at < entries.keys.length; at++) {
        if (entries.keys[at] != 0) {
          larger.add(entries.keys[at], entries.codes[at]);
        }
      }
      entries = larger;
    }
    entries.add(key(first, second), code);
    size++;
  }

  private static long key(int first, int second) {
    return ((long) first << 32) | second;
  }

  private static int hash(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    return (int) (hash >>> 32);
  }
}
