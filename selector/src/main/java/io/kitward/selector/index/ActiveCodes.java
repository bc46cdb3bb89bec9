package io.kitward.selector.index;

import java.util.Arrays;

/**
 * The codes that are active in the node just asked about. What carries an older node's stamp counts
 * as not there, so nothing is cleared between nodes but the ranges that the last one had. For one
 * thread.
 */
final class ActiveCodes {
  private int stamp;
  private int[] stamps = {};
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
    if (stamps.length < codeLimit || stamp == Integer.MAX_VALUE) {
      stamps = new int[codeLimit + codeLimit / 4];
      stamp = 0;
    }
    if (ranges.length < dimensionLimit) {
      ranges = new long[dimensionLimit + dimensionLimit / 4];
    }
    stamp++;
    count = 0;
    add(Dictionary.ALWAYS);
  }

  /** Makes a code active, once. */
  void add(int code) {
    if (stamps[code] != stamp) {
      stamps[code] = stamp;
      if (count == codes.length) {
        codes = Arrays.copyOf(codes, 2 * count);
      }
      codes[count++] = code;
    }
  }

  boolean has(int code) {
    return stamps[code] == stamp;
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
