package io.kitward.selector.index;

import java.util.Arrays;

/**
 * The conjunctions that ask for nothing to be there: every node has them unless one of its codes
 * rules them out. A bit each, and per code the bits that it rules out. For the writer only.
 */
final class Exclusions {
  private long[] alive = {};
  private long[] direct = {};
  private int[] bases = {};
  private int[] targets = {};
  private int count;
  private final CodeLists<RuledOut> ruledOut = new CodeLists<>();

  /** Adds a conjunction of negative tests, and answers its number. */
  int add(Iterable<CodeTest> tests, int target) {
    int number = count++;
    int word = number >>> 6;
    long bit = 1L << number;
    if (word == alive.length) {
      int words = Math.max(8, 2 * word);
      alive = Arrays.copyOf(alive, words);
      direct = Arrays.copyOf(direct, words);
      bases = Arrays.copyOf(bases, words);
      targets = Arrays.copyOf(targets, 64 * words);
    }
    targets[number] = target;
    alive[word] |= bit;
    if (Target.kind(target) == Target.DIRECT) {
      int base = Target.number(target) - (number & 63);
      if (direct[word] == 0) {
        bases[word] = base;
      }
      if (bases[word] == base) {
        direct[word] |= bit;
      }
    }
    for (CodeTest test : tests) {
      for (int code : test.codes()) {
        ruledOut.change(code, list -> list == null ? RuledOut.of(word, bit) : list.with(word, bit));
      }
    }
    return number;
  }

  /** Takes a conjunction away; its number stays unused. */
  void remove(int number) {
    alive[number >>> 6] &= ~(1L << number);
  }

  /** All of it as it is now. */
  Snapshot publish() {
    int words = (count + 63) >>> 6;
    return new Snapshot(
        Arrays.copyOf(alive, words),
        Arrays.copyOf(direct, words),
        Arrays.copyOf(bases, words),
        targets,
        ruledOut.publish());
  }

  /**
   * The bits that one code rules out: of few words with their numbers, or of all from the first on.
   * Lists share their arrays as posting lists do.
   */
  static final class RuledOut {
    /** From so many words on it may pay to have all of them. */
    private static final int SOME = 4;

    /** Stands for all. */
    private static final int[] ALL = {};

    private final int[] words;
    private final long[] bits;
    private final int size;

    private RuledOut(int[] words, long[] bits, int size) {
      this.words = words;
      this.bits = bits;
      this.size = size;
    }

    static RuledOut of(int word, long bit) {
      return new RuledOut(new int[] {word}, new long[] {bit}, 1);
    }

    /** A bit that joins a word that is already there is new, so older snapshots don't have it. */
    RuledOut with(int word, long bit) {
      if (words.length == 0) {
        if (word < size) {
          bits[word] |= bit;
          return this;
        }
        long[] more = word < bits.length ? bits : Arrays.copyOf(bits, word + word / 2);
        more[word] = bit;
        return new RuledOut(ALL, more, word + 1);
      }
      if (words[size - 1] == word) {
        bits[size - 1] |= bit;
        return this;
      }
      if (size >= SOME && SOME * size > word) {
        long[] all = new long[word + word / 2];
        for (int i = 0; i < size; i++) {
          all[words[i]] = bits[i];
        }
        all[word] = bit;
        return new RuledOut(ALL, all, word + 1);
      }
      int length = size < words.length ? words.length : size + Math.max(2, size / 2);
      int[] moreWords = size < words.length ? words : Arrays.copyOf(words, length);
      long[] moreBits = size < words.length ? bits : Arrays.copyOf(bits, length);
      moreWords[size] = word;
      moreBits[size] = bit;
      return new RuledOut(moreWords, moreBits, size + 1);
    }

    /** Takes these bits out of the first so many words. */
    void takeFrom(long[] left, int limit) {
      long[] gone = bits;
      if (words.length == 0) {
        int end = Math.min(size, limit);
        for (int word = 0; word < end; word++) {
          left[word] &= ~gone[word];
        }
        return;
      }
      for (int i = 0; i < size; i++) {
        int word = words[i];
        if (word < limit) {
          left[word] &= ~gone[i];
        }
      }
    }
  }

  /** The exclusions of one moment. */
  static final class Snapshot {
    final long[] alive;

    /**
     * The bits of those that need no look at their target: their slot is the base and their bit.
     */
    final long[] direct;

    final int[] bases;
    final int[] targets;
    final CodeLists.Snapshot<RuledOut> ruledOut;

    private Snapshot(
        long[] alive,
        long[] direct,
        int[] bases,
        int[] targets,
        CodeLists.Snapshot<RuledOut> ruledOut) {
      this.alive = alive;
      this.direct = direct;
      this.bases = bases;
      this.targets = targets;
      this.ruledOut = ruledOut;
    }
  }
}
