package io.kitward.server.api;

import io.kitward.server.api.port.EventView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Writes events as {@code text/event-stream} until the reader goes away or the door closes: first
 * what the feed holds, then what comes. Blocks its virtual thread.
 */
final class EventStream {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int BATCH = 200;

  private EventStream() {}

  /**
   * Writes until {@code closing} is true.
   *
   * @throws IOException when the reader went away
   */
  static void write(Response.Events events, OutputStream out, BooleanSupplier closing)
      throws IOException, InterruptedException {
    var wake = new Semaphore(0);
    try (var _ = events.feed().subscribe(wake::release)) {
      write(out, "retry: 2000\n: connected\n\n");
      long after = events.after();
      long spoke = System.nanoTime();
      while (!closing.getAsBoolean()) {
        List<EventView> batch = events.feed().after(events.filter(), after, BATCH);
        for (EventView event : batch) {
          after = event.id();
          write(out, "id: " + after + "\ndata: " + text(event) + "\n\n");
          spoke = System.nanoTime();
        }
        if (batch.size() == BATCH) {
          continue;
        }
        out.flush();
        if (System.nanoTime() - spoke > HEARTBEAT.toNanos()) {
          write(out, ": \n\n");
          out.flush();
          spoke = System.nanoTime();
        }
        if (wake.tryAcquire(1, TimeUnit.SECONDS)) {
          wake.drainPermits();
        }
      }
    }
  }

  private static String text(EventView event) {
    return new String(Bodies.write(event), StandardCharsets.UTF_8);
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
