package io.kitward.selector.index;

import java.util.Arrays;

/**
 * The conjunctions that ask for nothing to be there: every node has them unless one of its codes
 * rules them out. A bit each, and per code the bits that it rules out. For the writer only.
 */
final class Exclusions {
  private long[] alive = {};
  private long[] direct = {};
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
      targets = Arrays.copyOf(targets, 64 * words);
    }
    targets[number] = target;
    alive[word] |= bit;
    if (Target.kind(target) == Target.DIRECT) {
      direct[word] |= bit;
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
        Arrays.copyOf(alive, words), Arrays.copyOf(direct, words), targets, ruledOut.publish());
  }

  /** The bits that one code rules out, by word. Lists share their arrays as posting lists do. */
  static final class RuledOut {
    final int[] words;
    final long[] bits;
    final int size;

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
      if (words[size - 1] == word) {
        bits[size - 1] |= bit;
        return this;
      }
      int length = size < words.length ? size + 1 : size + Math.max(2, size / 2);
      int[] moreWords = size < words.length ? words : Arrays.copyOf(words, length);
      long[] moreBits = size < words.length ? bits : Arrays.copyOf(bits, length);
      moreWords[size] = word;
      moreBits[size] = bit;
      return new RuledOut(moreWords, moreBits, size + 1);
    }
  }

  /** The exclusions of one moment. */
  static final class Snapshot {
    final long[] alive;
    final long[] direct;
    final int[] targets;
    final CodeLists.Snapshot<RuledOut> ruledOut;

    private Snapshot(
        long[] alive, long[] direct, int[] targets, CodeLists.Snapshot<RuledOut> ruledOut) {
      this.alive = alive;
      this.direct = direct;
      this.targets = targets;
      this.ruledOut = ruledOut;
    }
  }
}
