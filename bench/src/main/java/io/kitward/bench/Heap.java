package io.kitward.bench;

/** The heap that is in use once garbage is gone. */
final class Heap {
  private static final int COLLECTIONS = 3;

  private Heap() {}

  static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
