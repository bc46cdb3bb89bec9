package io.kitward.connector.link;

import io.kitward.protocol.OpAmp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * after a loss comes back with growing waits.
 */
public final class Link {

  /** Where the TLS context for the next connection comes from; certificates may be renewed. */
  public interface Credentials {
    SSLContext context() throws IOException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);
  private static final Duration SLOW = Duration.ofSeconds(10);
  private static final Duration STABLE = Duration.ofSeconds(5);

  private final URI server;
  private final Credentials credentials;
  private final Party party;
  private final Executor executor;
  private final Backoff backoff;
  private final AtomicLong sequence = new AtomicLong();
  private final AtomicBoolean stopped = new AtomicBoolean();
  private volatile @Nullable Session session;
  private volatile String status = "not connected yet";
  private String lastFailure = "";

  /**
   * @param server {@code wss://host:port}
   * @param executor for the HTTP client's work
   */
  public Link(
      URI server, Credentials credentials, Party party, Executor executor, RandomGenerator random) {
    this.server = server.resolve(OpAmp.PATH);
    this.credentials = credentials;
    this.party = party;
    this.executor = executor;
    this.backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), random);
  }

  /** Something changed that the server should know. Never blocks. */
  public void changed() {
    Session current = session;
    if (current != null) {
      current.wake();
    }
  }

  /** One line on the connection for people. */
  public String status() {
    return status;
  }

  /** Ends the connection and {@link #run}. */
  public void stop() {
    stopped.set(true);
    Session current = session;
    if (current != null) {
      current.end("the connector stops");
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
    try (HttpClient client = client()) {
      var now = new Session(party, sequence);
      try {
        client
            .newWebSocketBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .buildAsync(server, now)
            .get(2 * CONNECT_LIMIT.toSeconds(), TimeUnit.SECONDS);
        session = now;
        status = "connected to " + server;
        lastFailure = "";
        LOG.info("connected to {}", server);
        Session.Ended ended = now.talk();
        status = "connection lost: " + ended.reason();
        LOG.info("connection to {} lost: {}", server, ended.reason());
        return ended.pause();
      } finally {
        session = null;
        client.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.set(true);
      return Duration.ZERO;
    } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
      return failed(e);
    }
  }

  private HttpClient client() throws IOException {
    return HttpClient.newBuilder()
        .sslContext(credentials.context())
        .version(HttpClient.Version.HTTP_1_1)
        .executor(executor)
        .build();
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
      } else if (one instanceof WebSocketHandshakeException handshake) {
        secure = false;
        reason = "the server answered with status " + handshake.getResponse().statusCode();
      }
    }
    if (reason.isEmpty()) {
      reason =
          failure instanceof TimeoutException
              ? "no answer"
              : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
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
