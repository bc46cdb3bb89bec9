package io.kitward.server;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Something that is done again and again on a thread of its own until it is closed. */
final class Repeating implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Repeating.class);

  private final Thread thread;

  private Repeating(Thread thread) {
    this.thread = thread;
  }

  /** Starts; the first time comes after one pause. A failure is logged, and it goes on. */
  static Repeating every(Duration pause, String name, Runnable task) {
    return new Repeating(Thread.ofVirtual().name(name).start(() -> run(pause, name, task)));
  }

  private static void run(Duration pause, String name, Runnable task) {
    try {
      while (true) {
        Thread.sleep(pause);
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.warn("{} failed, it is tried again: {}", name, e.toString());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
