package io.kitward.selector.index;

import java.util.Arrays;

/**
 * The codes that are active in the node just asked about: as a list, by dimension, and as a set of
 * bits that is small enough for the fastest cache. Between nodes only what the last one had is
 * cleared. For one thread.
 */
final class ActiveCodes {
  private long[] bits = {};
  private int[] codes = new int[64];
  private int count;
  private long[] ranges = {};
  private int[] ranged = new int[64];
  private int rangedCount;

  /** Forgets the last node and makes room for codes and dimensions below these limits. */
  void begin(int codeLimit, int dimensionLimit) {
    for (int i = 0; i < rangedCount; i++) {
      ranges[ranged[i]] = 0;
    }
    rangedCount = 0;
    for (int i = 0; i < count; i++) {
      bits[codes[i] >>> 6] = 0;
    }
    count = 0;
    if (bits.length <= codeLimit >>> 6) {
      bits = new long[((codeLimit + codeLimit / 4) >>> 6) + 1];
    }
    if (ranges.length < dimensionLimit) {
      ranges = new long[dimensionLimit + dimensionLimit / 4];
    }
    add(Dictionary.ALWAYS);
  }

  /** Makes a code active, once. */
  void add(int code) {
    long bit = 1L << code;
    if ((bits[code >>> 6] & bit) == 0) {
      bits[code >>> 6] |= bit;
      if (count == codes.length) {
        codes = Arrays.copyOf(codes, 2 * count);
      }
      codes[count++] = code;
    }
  }

  boolean has(int code) {
    return (bits[code >>> 6] & (1L << code)) != 0;
  }

  /** A bit for each code, in place until the next node. */
  long[] bits() {
    return bits;
  }

  int count() {
    return count;
  }

  int code(int index) {
    return codes[index];
  }

  /** Says that the codes added since there were {@code start} are all those of this dimension. */
  void close(int dimension, int start) {
    if (count > start) {
      ranges[dimension] = ((long) start << 32) | count;
      if (rangedCount == ranged.length) {
        ranged = Arrays.copyOf(ranged, 2 * rangedCount);
      }
      ranged[rangedCount++] = dimension;
    }
  }

  /** How many dimensions have codes. */
  int dimensions() {
    return rangedCount;
  }

  /** One of the dimensions that have codes. */
  int dimension(int index) {
    return ranged[index];
  }

  /** Where the codes of a dimension begin and (in the lower half) end; 0 when there are none. */
  long range(int dimension) {
    return ranges[dimension];
  }
}
