package io.kitward.connector.host.probe;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Work that gets so much time and no more. It runs on a virtual thread, whose interruption closes
 * the socket that it waits for.
 */
final class Bounded {

  private Bounded() {}

  /**
   * Works, for this long at most.
   *
   * @throws IOException when it failed or did not end in time
   */
  static <T> T call(Duration limit, Callable<T> work) throws IOException {
    var task = new FutureTask<T>(work);
    Thread.ofVirtual().name("probe").start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new IOException("no whole answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException(String.valueOf(e.getCause()), e.getCause());
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
