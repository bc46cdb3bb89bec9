package io.kitward.selector.index;

import io.kitward.selector.Selector;
import io.kitward.selector.Subject;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conjunctions that are checked in full when they are reached, behind each other in one array,
 * since most of a check's cost is fetching it. Of each: its slot, the number of its rest or {@link
 * #NO_REST}, where it ends, and its tests, of which each is the number of its codes, doubled, and 1
 * added when it is negative, then the codes. For the writer only; conjunctions only ever join.
 */
final class CheckedConjunctions {
  private static final int NO_REST = -1;
  private static final int HEAD = 3;

  private int[] numbers = new int[256];
  private int used;
  private @Nullable Selector[] rests = new Selector[8];
  private int restCount;

  /** Adds a conjunction, and answers where it begins. */
  int add(int slot, List<Literal> left, @Nullable Selector rest) {
    int at = used;
    int size = HEAD + left.stream().mapToInt(literal -> 1 + literal.test().codes().length).sum();
    if (at + size > numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(at + size, at + at / 2));
    }
    numbers[used++] = slot;
    numbers[used++] = rest == null ? NO_REST : addRest(rest);
    numbers[used++] = at + size;
    for (Literal literal : left) {
      int[] codes = literal.test().codes();
      numbers[used++] = 2 * codes.length + (literal.negative() ? 1 : 0);
      System.arraycopy(codes, 0, numbers, used, codes.length);
      used += codes.length;
    }
    return at;
  }

  private int addRest(Selector rest) {
    if (restCount == rests.length) {
      rests = Arrays.copyOf(rests, 2 * restCount);
    }
    rests[restCount] = rest;
    return restCount++;
  }

  /** All of them as they are now. */
  Snapshot publish() {
    return new Snapshot(numbers, rests);
  }

  /** The conjunctions of one moment. */
  static final class Snapshot {
    private final int[] numbers;
    private final @Nullable Selector[] rests;

    private Snapshot(int[] numbers, @Nullable Selector[] rests) {
      this.numbers = numbers;
      this.rests = rests;
    }

    /** The slot of the conjunction that begins here. */
    int slot(int begin) {
      return numbers[begin];
    }

    /** Whether its tests hold; its rest may still say no. */
    boolean testsHold(int begin, ActiveCodes active) {
      int[] words = active.words();
      int[] tests = numbers;
      int end = tests[begin + 2];
      int at = begin + HEAD;
      while (at < end) {
        int head = tests[at++];
        int next = at + (head >>> 1);
        int any = 0;
        while (at < next) {
          int code = tests[at++];
          any |= words[ActiveCodes.word(code)] & ActiveCodes.bit(code);
        }
        if (any != 0 == ((head & 1) != 0)) {
          return false;
        }
      }
      return true;
    }

    /** Whether its rest holds, if it has one. */
    boolean restHolds(int begin, Subject subject) {
      int number = numbers[begin + 1];
      Selector rest = number == NO_REST ? null : rests[number];
      return rest == null || rest.matches(subject);
    }
  }
}
