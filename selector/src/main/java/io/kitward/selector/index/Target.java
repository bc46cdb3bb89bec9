package io.kitward.selector.index;

/**
 * What to do when a conjunction is reached, as one number: the kind in the two lowest bits, above
 * them a slot, or for {@link #CHECKED} where a conjunction begins.
 */
final class Target {
  /** The slot's policy picks the node; this place is reached once at most. */
  static final int DIRECT = 0;

  /** The slot's policy picks the node, and may be reached in several ways. */
  static final int ONCE = 1;

  /** The conjunction is still to be checked in full. */
  static final int CHECKED = 2;

  private Target() {}

  static int of(int kind, int number) {
    return number << 2 | kind;
  }

  static int kind(int target) {
    return target & 3;
  }

  static int number(int target) {
    return target >>> 2;
  }
}
