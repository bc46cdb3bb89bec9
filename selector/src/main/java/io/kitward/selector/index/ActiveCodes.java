package io.kitward.selector.index;

import java.util.Arrays;

/**
 * The codes that are active in the node just asked about: as a list, by dimension, and as words of
 * 16 bits that are few enough for the fastest cache. Every second word has a bit for each code; the
 * others sum up a dimension each, in which codes share a bit. Between nodes only what the last one
 * had is cleared. For one thread.
 */
final class ActiveCodes {
  private static final int WORD_BITS = 4;

  /** How many bits a word has. */
  static final int WORD_SIZE = 1 << WORD_BITS;

  private int[] words = {};
  private int[] codes = new int[64];
  private int count;
  private long[] ranges = {};
  private int[] ranged = new int[64];
  private int rangedCount;

  /** Which word has a code's own bit. */
  static int word(int code) {
    return (code >>> WORD_BITS) << 1;
  }

  /** A code's bit in its own word and in its dimension's. */
  static int bit(int code) {
    return 1 << (code & (WORD_SIZE - 1));
  }

  /** Which word sums up a dimension. */
  static int summary(int dimension) {
    return 2 * dimension + 1;
  }

  /** Forgets the last node and makes room for codes and dimensions below these limits. */
  void begin(int codeLimit, int dimensionLimit) {
    for (int i = 0; i < rangedCount; i++) {
      ranges[ranged[i]] = 0;
      words[summary(ranged[i])] = 0;
    }
    rangedCount = 0;
    for (int i = 0; i < count; i++) {
      words[word(codes[i])] = 0;
    }
    count = 0;
    int needed = Math.max(word(codeLimit) + 1, summary(dimensionLimit) + 1);
    if (words.length < needed) {
      words = new int[needed + needed / 4];
    }
    if (ranges.length < dimensionLimit) {
      ranges = new long[dimensionLimit + dimensionLimit / 4];
    }
    add(Dictionary.ALWAYS);
  }

  /** Makes a code active, once. */
  void add(int code) {
    int bit = bit(code);
    int word = word(code);
    if ((words[word] & bit) == 0) {
      words[word] |= bit;
      if (count == codes.length) {
        codes = Arrays.copyOf(codes, 2 * count);
      }
      codes[count++] = code;
    }
  }

  /** All words, in place until the next node. */
  int[] words() {
    return words;
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
      int summary = 0;
      for (int i = start; i < count; i++) {
        summary |= bit(codes[i]);
      }
      words[summary(dimension)] = summary;
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
