package io.kitward.lab.demo;

import io.kitward.lab.LabException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Holds the process up until the demo has cleaned up, however it ends. Ctrl-C breaks off the story
 * that is told, or ends the wait after it. For one thread, beside the one of the shutdown.
 */
final class Curtain implements AutoCloseable {

  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch cleaned = new CountDownLatch(1);
  private final AtomicBoolean playing = new AtomicBoolean();
  private final Thread teller = Thread.currentThread();

  private Curtain() {}

  static Curtain raise() {
    var curtain = new Curtain();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(curtain::fall));
    return curtain;
  }

  private void fall() {
    ended.countDown();
    synchronized (playing) {
      if (playing.get()) {
        teller.interrupt();
      }
    }
    try {
      cleaned.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells a story; what makes going on senseless, Ctrl-C too, is handed on. */
  void play(Runnable story, Consumer<LabException> failed) {
    playing.set(true);
    try {
      if (ended.getCount() > 0) {
        story.run();
      }
    } catch (LabException e) {
      failed.accept(ended.getCount() == 0 ? new LabException("broken off", e) : e);
    } finally {
      synchronized (playing) {
        playing.set(false);
        // Cleaning up has to wait for things; an interruption was for the story.
        boolean _ = Thread.interrupted();
      }
    }
  }

  /** Returns at Ctrl-C. */
  void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    cleaned.countDown();
  }
}
