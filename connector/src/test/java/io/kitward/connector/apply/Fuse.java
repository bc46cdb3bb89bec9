package io.kitward.connector.apply;

/** Counts changes, and ends the process right before or right after one of them. */
final class Fuse {

  /** The process ended here; nothing catches it. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private int left = Integer.MAX_VALUE;
  private boolean after;
  private int burnt;

  /** Ends the process at the change with this number (from 0), before it or after it. */
  void set(int change, boolean afterIt) {
    left = change;
    after = afterIt;
  }

  void mend() {
    left = Integer.MAX_VALUE;
  }

  int burnt() {
    return burnt;
  }

  void burn(Runnable change) {
    boolean now = left-- == 0;
    burnt++;
    if (now && !after) {
      throw new Crash();
    }
    change.run();
    if (now) {
      throw new Crash();
    }
  }
}
