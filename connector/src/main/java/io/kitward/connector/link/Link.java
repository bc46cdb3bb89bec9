package io.kitward.connector.link;

import io.kitward.connector.config.Route;
import io.kitward.protocol.OpAmp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the server, held up for as long as {@link #run} runs: it connects, talks, and
 * after a loss comes back with growing waits. A WebSocket comes first; where none can be opened, it
 * polls, and tries the WebSocket again every now and then.
 */
public final class Link {

  /** Where the TLS context for the next connection comes from; certificates may be renewed. */
  public interface Credentials {
    SSLContext context() throws IOException;
  }

  /**
   * When to poll.
   *
   * @param after so many WebSockets that could not be opened, one after another
   * @param pace the time between two requests to a server that does not let them wait
   * @param back how long to poll before the WebSocket is tried again
   */
  public record Polling(int after, Duration pace, Duration back) {

    /** What holds unless somebody says otherwise. */
    public static final Polling STANDARD =
        new Polling(3, Duration.ofSeconds(10), Duration.ofMinutes(5));
  }

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);
  private static final Duration SLOW = Duration.ofSeconds(10);
  private static final Duration STABLE = Duration.ofSeconds(5);

  private final URI server;
  private final Credentials credentials;
  private final Party party;
  private final Executor executor;
  private final Route route;
  private final Polling polling;
  private final Backoff backoff;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile @Nullable Dialogue dialogue;
  private volatile String status = "not connected yet";
  private String lastFailure = "";
  private int unopened;

  /**
   * A link that goes straight to the server.
   *
   * @param server {@code wss://host:port}
   * @param executor for the HTTP client's work, when it has to poll
   */
  public Link(
      URI server, Credentials credentials, Party party, Executor executor, RandomGenerator random) {
    this(server, credentials, party, executor, random, Route.DIRECT, Polling.STANDARD);
  }

  /**
   * A link.
   *
   * @param server {@code wss://host:port}
   * @param executor for the HTTP client's work, when it has to poll
   * @param route the way to the server
   */
  public Link(
      URI server,
      Credentials credentials,
      Party party,
      Executor executor,
      RandomGenerator random,
      Route route,
      Polling polling) {
    this.server = server.resolve(OpAmp.PATH);
    this.credentials = credentials;
    this.party = party;
    this.executor = executor;
    this.route = route;
    this.polling = polling;
    this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), random);
  }

  /** Something changed that the server should know. Never blocks. */
  public void changed() {
    Dialogue current = dialogue;
    if (current != null) {
      current.wake();
    }
  }

  /** Whether the server can be spoken to now. */
  public boolean connected() {
    return dialogue != null;
  }

  /** One line on the connection for people. */
  public String status() {
    return status;
  }

  /** Ends this connection, so that the next one takes what is there then. */
  public void again(String reason) {
    Dialogue current = dialogue;
    if (current != null) {
      current.end(reason);
    }
  }

  /** Ends the connection and {@link #run}. */
  public void stop() {
    stopped.set(true);
    Dialogue current = dialogue;
    if (current != null) {
      current.leave("the connector stops");
    }
  }

  /** Holds the connection up until {@link #stop} or an interruption. */
  public void run() {
    while (!stopped.get()) {
      long started = System.nanoTime();
      Duration wait = once();
      if (System.nanoTime() - started > STABLE.toNanos()) {
        backoff.reset();
      }
      Duration own = backoff.next();
      try {
        if (!stopped.get()) {
          Thread.sleep(wait.compareTo(own) > 0 ? wait.plus(own.dividedBy(4)) : own);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** One connection from beginning to end; returns the least time to wait after it. */
  private Duration once() {
    try {
      SSLContext tls = credentials.context();
      try {
        return overSocket(tls);
      } catch (IOException e) {
        unopened++;
        return unopened < polling.after() || untrusted(e) ? failed(e) : byPolling(tls, e);
      } finally {
        dialogue = null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.set(true);
      return Duration.ZERO;
    } catch (IOException | RuntimeException e) {
      return failed(e);
    }
  }

  private Duration overSocket(SSLContext tls) throws IOException, InterruptedException {
    var now = new Dialogue(party, sequence);
    var session = new SocketSession(server, tls, route, CONNECT_LIMIT, now);
    session.open(CONNECT_LIMIT.multipliedBy(2));
    unopened = 0;
    opened(now, "connected to " + server);
    return lost(session.talk());
  }

  private Duration byPolling(SSLContext tls, Exception noSocket) throws InterruptedException {
    var now = new Dialogue(party, sequence);
    URI address = URI.create(server.toString().replaceFirst("^ws", "http"));
    try (HttpClient client = client(tls)) {
      try {
        var session = new PollSession(now, client, address, polling.pace());
        session.open();
        opened(now, "polling " + address + ", since no WebSocket could be opened");
        return lost(session.talk(polling.back()));
      } catch (IOException e) {
        noSocket.addSuppressed(e);
        return failed(noSocket);
      } finally {
        client.shutdownNow();
      }
    }
  }

  private void opened(Dialogue now, String words) {
    dialogue = now;
    status = words;
    lastFailure = "";
    LOG.info("{}", words);
    if (stopped.get()) {
      now.leave("the connector stops");
    }
  }

  private Duration lost(Dialogue.Ended ended) {
    status = "connection lost: " + ended.reason();
    LOG.info("connection to {} lost: {}", server, ended.reason());
    return ended.pause();
  }

  private static boolean untrusted(Exception failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (one instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private HttpClient client(SSLContext tls) {
    return route.client().sslContext(tls).connectTimeout(CONNECT_LIMIT).executor(executor).build();
  }

  private Duration failed(Exception failure) {
    Throwable cause = failure;
    boolean secure = true;
    String reason = "";
    for (Throwable one = failure; one != null; one = one.getCause()) {
      cause = one;
      if (one instanceof SSLException) {
        secure = false;
        reason = "TLS: " + one.getMessage();
      } else if (one instanceof SocketSession.Refused) {
        secure = unopened < polling.after(); // before that, polling comes next, and soon
        reason = String.valueOf(one.getMessage());
      }
    }
    if (reason.isEmpty()) {
      reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
    status = "cannot connect to " + server + ": " + reason;
    if (!reason.equals(lastFailure)) {
      lastFailure = reason;
      LOG.warn(
          "cannot connect to {}: {}; what was last desired stays in force, trying again",
          server,
          reason);
    }
    return secure ? Duration.ZERO : SLOW;
  }
}
