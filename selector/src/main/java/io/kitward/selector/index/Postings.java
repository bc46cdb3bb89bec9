package io.kitward.selector.index;

import java.util.Arrays;

/**
 * What is found by one code, all lists behind each other in few arrays, since fetching them is most
 * of what they cost. By each code there are two lists: the slots that are sure, of policies that
 * pick every node with the code, to be copied as they are; and conjunctions with one more {@link
 * Check}, by which most fail, and their {@link Target}.
 *
 * <p>For the writer only. Lists are only ever written behind what a snapshot knows of them: they
 * grow in place up to the next power of two and move then, and what loses an entry moves at once.
 * What moved leaves a gap; when there is more gap than list, all are made anew.
 */
final class Postings {
  /** So many entries may be gaps in any case. */
  private static final int FEW = 4_096;

  private static final int WASTE = 4;

  /** For each code where its sure slots begin (upper half) and how many they are, then the rest. */
  private LongTable heads = new LongTable();

  private int[] slots = new int[64];
  private int slotsUsed;
  private int slotsAlive;
  private int[] checks = new int[64];
  private int[] targets = new int[64];
  private int checksUsed;
  private int checksAlive;

  /** Adds a policy that picks every node with the code. */
  void addSure(int code, int slot) {
    long head = heads.get(2 * code);
    int begin = begin(head);
    int size = size(head);
    if (full(size)) {
      begin = roomForSlots(2 * size);
      System.arraycopy(slots, begin(head), slots, begin, size);
    }
    slots[begin + size] = slot;
    slotsAlive++;
    heads.set(2 * code, head(begin, size + 1));
  }

  /** Adds a conjunction that is still to be checked. */
  void addChecked(int code, int check, int target) {
    long head = heads.get(2 * code + 1);
    int begin = begin(head);
    int size = size(head);
    if (full(size)) {
      begin = roomForChecks(2 * size);
      System.arraycopy(checks, begin(head), checks, begin, size);
      System.arraycopy(targets, begin(head), targets, begin, size);
    }
    checks[begin + size] = check;
    targets[begin + size] = target;
    checksAlive++;
    heads.set(2 * code + 1, head(begin, size + 1));
  }

  void removeSure(int code, int slot) {
    long head = heads.get(2 * code);
    int begin = roomForSlots(size(head));
    int size = 0;
    for (int at = begin(head); at < begin(head) + size(head); at++) {
      if (slots[at] != slot) {
        slots[begin + size++] = slots[at];
      }
    }
    slotsAlive -= size(head) - size;
    heads.set(2 * code, head(begin, size));
    tidy();
  }

  void removeChecked(int code, int target) {
    long head = heads.get(2 * code + 1);
    int begin = roomForChecks(size(head));
    int size = 0;
    for (int at = begin(head); at < begin(head) + size(head); at++) {
      if (targets[at] != target) {
        checks[begin + size] = checks[at];
        targets[begin + size++] = targets[at];
      }
    }
    checksAlive -= size(head) - size;
    heads.set(2 * code + 1, head(begin, size));
    tidy();
  }

  private int roomForSlots(int size) {
    int begin = slotsUsed;
    slotsUsed += room(size);
    if (slotsUsed > slots.length) {
      slots = Arrays.copyOf(slots, slotsUsed + slotsUsed / 2);
    }
    return begin;
  }

  private int roomForChecks(int size) {
    int begin = checksUsed;
    checksUsed += room(size);
    if (checksUsed > checks.length) {
      checks = Arrays.copyOf(checks, checksUsed + checksUsed / 2);
      targets = Arrays.copyOf(targets, checks.length);
    }
    return begin;
  }

  private void tidy() {
    if (slotsUsed > WASTE * slotsAlive + FEW || checksUsed > WASTE * checksAlive + FEW) {
      compact();
    }
  }

  /** Makes all lists anew, in the order of their codes and without gaps. */
  void compact() {
    LongTable before = heads;
    int[] oldSlots = slots;
    int[] oldChecks = checks;
    int[] oldTargets = targets;
    heads = new LongTable();
    slots = new int[2 * slotsAlive + 1];
    checks = new int[2 * checksAlive + 1];
    targets = new int[checks.length];
    slotsUsed = 0;
    checksUsed = 0;
    for (int code = 0; 2 * code < before.limit(); code++) {
      long sure = before.get(2 * code);
      if (sure != 0) {
        int begin = roomForSlots(size(sure));
        System.arraycopy(oldSlots, begin(sure), slots, begin, size(sure));
        heads.set(2 * code, head(begin, size(sure)));
      }
      long checked = before.get(2 * code + 1);
      if (checked != 0) {
        int begin = roomForChecks(size(checked));
        System.arraycopy(oldChecks, begin(checked), checks, begin, size(checked));
        System.arraycopy(oldTargets, begin(checked), targets, begin, size(checked));
        heads.set(2 * code + 1, head(begin, size(checked)));
      }
    }
  }

  /** What a list of this size takes up: so that one that has grown by one fits, or is full. */
  private static int room(int size) {
    return size <= 1 ? 1 : Integer.highestOneBit(size - 1) << 1;
  }

  private static boolean full(int size) {
    return (size & (size - 1)) == 0;
  }

  private static long head(int begin, int size) {
    return size == 0 ? 0 : ((long) begin << 32) | size;
  }

  static int begin(long head) {
    return (int) (head >>> 32);
  }

  static int size(long head) {
    return (int) head;
  }

  /** All of it as it is now. */
  Snapshot publish() {
    return new Snapshot(heads.publish(), slots, checks, targets);
  }

  /** The lists of one moment. */
  static final class Snapshot {
    private final LongTable.Snapshot heads;
    final int[] slots;
    final int[] checks;
    final int[] targets;

    private Snapshot(LongTable.Snapshot heads, int[] slots, int[] checks, int[] targets) {
      this.heads = heads;
      this.slots = slots;
      this.checks = checks;
      this.targets = targets;
    }

    /** Where a code's sure slots are, see {@link Postings#begin} and {@link Postings#size}. */
    long sure(int code) {
      return heads.get(2 * code);
    }

    /** Where a code's checks and targets are. */
    long checked(int code) {
      return heads.get(2 * code + 1);
    }
  }
}
