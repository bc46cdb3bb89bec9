package io.kitward.server.api.port;

import java.util.List;

/** The events, back in time and as they come. Thread-safe. */
public interface EventFeed {

  /** Newest first, only ids below {@code before}; {@link Long#MAX_VALUE} to begin. */
  List<EventView> before(EventFilter filter, long before, int limit);

  /** Oldest first, only ids above {@code after}. */
  List<EventView> after(EventFilter filter, long after, int limit);

  /** The id of the newest event; 0 when there is none. */
  long latest();

  /**
   * Calls {@code wake} soon after each new event, on any thread; a call may stand for several. It
   * must return at once.
   */
  Subscription subscribe(Runnable wake);

  /** Ends the calls. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
