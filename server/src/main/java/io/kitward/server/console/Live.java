package io.kitward.server.console;

import io.javalin.http.sse.SseClient;
import io.kitward.server.api.port.EventFeed;
import io.kitward.server.console.Renderer.Rendered;
import io.kitward.server.console.Renderer.State;
import io.kitward.server.console.page.Region;
import io.kitward.server.console.page.Screen;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams behind open pages: when something happened, or every ten seconds, a page's regions
 * are rendered again and those that say something new are sent, at most one message a second.
 * Level-triggered: what a browser says that it has is compared with what is, so nothing is lost
 * over a broken connection. Thread-safe.
 */
final class Live {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);
  private static final int STREAMS = 1_000;
  private static final int PARTIALS = 50;
  private static final long PACE_MILLIS = 1_000;
  private static final long IDLE_MILLIS = 10_000;

  private final EventFeed feed;
  private final Pages pages;
  private final Renderer renderer;
  private final Sessions sessions;
  private final Clock clock;

  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final CountDownLatch ending = new CountDownLatch(1);

  /** An open stream: what wakes it, and whether it is over. */
  private record Stream(Semaphore woken, CountDownLatch over) {}

  Live(EventFeed feed, Pages pages, Renderer renderer, Sessions sessions, Clock clock) {
    this.feed = feed;
    this.pages = pages;
    this.renderer = renderer;
    this.sessions = sessions;
    this.clock = clock;
  }

  /** Whether one more stream may open. */
  boolean hasRoom() {
    return streams.size() < STREAMS;
  }

  /**
   * Serves a stream on the calling thread, which is a request's own and virtual, until the browser
   * leaves, its session ends or the door closes. While it blocks, the answer can't be given back
   * under its feet.
   *
   * @param view the page's address with its query
   * @param seen the state that the browser has
   */
  void serve(SseClient client, String sessionId, String view, State seen) {
    var stream = new Stream(new Semaphore(0), new CountDownLatch(1));
    streams.add(stream);
    try {
      follow(client, sessionId, view, seen, stream.woken());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.info("a console's stream ended: {}", e.toString());
    } finally {
      streams.remove(stream);
      stream.over().countDown();
    }
  }

  /**
   * Ends all streams, and each that is still to come; waits a moment for those that are writing.
   */
  void end() {
    ending.countDown();
    streams.forEach(stream -> stream.woken().release());
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PACE_MILLIS);
    try {
      for (Stream stream : streams) {
        if (!stream.over().await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow(SseClient client, String sessionId, String view, State seen, Semaphore woken)
      throws InterruptedException {
    var browser = new Browser(seen);
    Rendered pill = renderer.region(new Region("order", "region/order.jte", view));
    try (EventFeed.Subscription _ = feed.subscribe(woken::release)) {
      while (!client.terminated()) {
        Optional<Sessions.Session> session = sessions.find(sessionId);
        if (session.isEmpty()) {
          return;
        }
        Optional<Screen> screen =
            pages.show(view, session.get().principal(), session.get().csrf(), clock.instant());
        if (screen.isEmpty()) {
          return;
        }
        Optional<Message> message =
            browser.catchUp(screen.get().regions().stream().map(renderer::region).toList(), pill);
        if (message.isPresent()) {
          client.sendData(message.get().html(), message.get().id());
        } else {
          client.sendComment("at rest");
        }
        if (ending.await(PACE_MILLIS, TimeUnit.MILLISECONDS)) {
          return;
        }
        if (!browser.behind()) {
          boolean news = woken.tryAcquire(IDLE_MILLIS - PACE_MILLIS, TimeUnit.MILLISECONDS);
          LOG.trace("a console's stream looks again, news: {}", news);
        }
        woken.drainPermits();
      }
    }
  }

  /** One message of the stream. */
  record Message(String id, String html) {}

  /** What one browser has of a page. Confined to its stream's thread. */
  static final class Browser {
    private final String shape;
    private final Map<String, String> known = new HashMap<>();
    private final Set<String> onPage = new HashSet<>();
    private State has;
    private boolean told;
    private boolean behind;

    Browser(State has) {
      this.has = has;
      this.shape = has.shape();
    }

    /** Whether the last message could not hold all that is new. */
    boolean behind() {
      return behind;
    }

    /**
     * What brings the browser nearer to these regions; empty when it has them all.
     *
     * @param pill what is told once when regions came or went: no row comes or goes under a reader,
     *     they ask for it
     */
    Optional<Message> catchUp(List<Rendered> regions, Rendered pill) {
      State now = Renderer.state(regions);
      if (known.isEmpty() && now.equals(has)) {
        remember(regions);
        regions.forEach(region -> onPage.add(region.id()));
        behind = false;
        return Optional.empty();
      }
      if (onPage.isEmpty() && !told) {
        regions.forEach(region -> onPage.add(region.id()));
      }
      List<Rendered> changed =
          regions.stream()
              .filter(region -> onPage.contains(region.id()))
              .filter(region -> !region.fingerprint().equals(known.get(region.id())))
              .limit(PARTIALS)
              .toList();
      remember(changed);
      behind = changed.size() == PARTIALS;
      boolean tell = !told && !now.shape().equals(shape);
      if (changed.isEmpty() && !tell) {
        return Optional.empty();
      }
      told |= tell;
      has = behind ? has : now;
      String partials = changed.stream().map(Rendered::partial).collect(Collectors.joining());
      return Optional.of(new Message(has.text(), tell ? partials + pill.partial() : partials));
    }

    private void remember(List<Rendered> regions) {
      regions.forEach(region -> known.put(region.id(), region.fingerprint()));
    }
  }
}
