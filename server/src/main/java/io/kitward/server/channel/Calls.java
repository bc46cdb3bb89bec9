package io.kitward.server.channel;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The bound on how many calls of the listener run at the same time. Thread-safe, fair. */
final class Calls {

  private final Semaphore permits;

  Calls(int atOnce) {
    permits = new Semaphore(atOnce, true);
  }

  /** Makes a call as soon as there is room. */
  void run(Runnable call) {
    permits.acquireUninterruptibly();
    try {
      call.run();
    } finally {
      permits.release();
    }
  }

  /** Makes a call if there is room within this time, and says whether it did. */
  boolean tryRun(Duration patience, Runnable call) {
    try {
      if (!permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      call.run();
      return true;
    } finally {
      permits.release();
    }
  }
}
