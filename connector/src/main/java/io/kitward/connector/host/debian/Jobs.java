package io.kitward.connector.host.debian;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** systemd's jobs that ended lately, for whoever waits for one. Thread-safe. */
final class Jobs {

  private static final int KEPT = 64;

  private final Map<String, String> results =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > KEPT;
        }
      };
  private long losses;

  /** A job ended, perhaps before anybody waits for it. */
  synchronized void ended(String job, String result) {
    results.put(job, result);
    notifyAll();
  }

  /** Nothing will be heard of any job that was there. */
  synchronized void lost() {
    results.clear();
    losses++;
    notifyAll();
  }

  /**
   * Waits for a job's result; it is empty when that takes too long.
   *
   * @throws IOException when nothing will be heard of the job any more
   */
  synchronized String await(String job, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    long before = losses;
    try {
      while (!results.containsKey(job)) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return "";
        }
        if (losses != before) {
          throw new IOException("the bus went away while systemd worked");
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return results.remove(job);
  }
}
