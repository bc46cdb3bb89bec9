package io.kitward.selector.index;

import java.util.Arrays;

/** The slots that were found for one node, in no order. For one thread. */
final class FoundSlots {
  /** For each byte where its bits are, the lowest first; what follows is of no meaning. */
  private static final byte[] PLACES = places();

  private int[] slots = new int[128];
  private int count;

  private static byte[] places() {
    byte[] places = new byte[256 * Byte.SIZE];
    for (int bits = 0; bits < 256; bits++) {
      int at = bits * Byte.SIZE;
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        if ((bits >>> bit & 1) != 0) {
          places[at++] = (byte) bit;
        }
      }
    }
    return places;
  }

  void clear() {
    count = 0;
  }

  int count() {
    return count;
  }

  int get(int index) {
    return slots[index];
  }

  void add(int slot) {
    if (count == slots.length) {
      slots = Arrays.copyOf(slots, 2 * count);
    }
    slots[count++] = slot;
  }

  /** Adds all slots of a part of an array. */
  void addAll(int[] from, int begin, int size) {
    makeRoom(size);
    System.arraycopy(from, begin, slots, count, size);
    count += size;
  }

  /** Adds the slots that are the base and the number of one of the bits. */
  void addBits(int base, long bits) {
    makeRoom(Long.SIZE + Byte.SIZE);
    int[] into = slots;
    byte[] places = PLACES;
    int at = count;
    int from = base;
    // Always eight at once: what is too much is overwritten, and no branch can be foretold wrongly.
    for (long left = bits; left != 0; left >>>= Byte.SIZE) {
      int place = ((int) left & 255) * Byte.SIZE;
      into[at] = from + places[place];
      into[at + 1] = from + places[place + 1];
      into[at + 2] = from + places[place + 2];
      into[at + 3] = from + places[place + 3];
      into[at + 4] = from + places[place + 4];
      into[at + 5] = from + places[place + 5];
      into[at + 6] = from + places[place + 6];
      into[at + 7] = from + places[place + 7];
      at += Integer.bitCount((int) left & 255);
      from += Byte.SIZE;
    }
    count = at;
  }

  private void makeRoom(int size) {
    if (count + size > slots.length) {
      slots = Arrays.copyOf(slots, Math.max(2 * slots.length, count + size));
    }
  }
}
