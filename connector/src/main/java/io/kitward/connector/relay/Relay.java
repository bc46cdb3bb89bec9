package io.kitward.connector.relay;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.kitward.connector.config.Limits;
import io.kitward.protocol.ConsoleAnswer;
import io.kitward.protocol.ConsoleAnswer.Failure;
import io.kitward.protocol.ConsoleRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks consoles of this node's site for the server. What is asked and answered is in memory alone,
 * an answer a few pieces at a time, and no redirect is followed. Thread-safe; each call waits.
 */
public final class Relay {

  /** Takes the pieces of an answer. */
  @FunctionalInterface
  public interface Answers {
    /**
     * Takes the next piece; waits until there is room.
     *
     * @return false when nobody takes any more
     */
    boolean take(ConsoleAnswer answer, ByteString body);
  }

  /** Requests at the same time; others wait. */
  private static final int AT_ONCE = 4;

  /**
   * Requests that are there at the same time: each may hold {@link ConsoleRequest#LARGEST_BODY}.
   */
  private static final int MOST = 8;

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Clients are kept for the consoles asked last, with their connections. */
  private static final int CLIENTS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private final Limits limits;
  private final Semaphore here = new Semaphore(MOST);
  private final Semaphore running = new Semaphore(AT_ONCE, true);
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /** By the authorities that they believe, the one asked last at the end; guarded by this. */
  private final Map<String, HttpClient> clients = new LinkedHashMap<>(CLIENTS, 0.75f, true);

  public Relay(Limits limits) {
    this.limits = limits;
  }

  /** Why there is no answer. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;
    private final Failure failure;

    Refusal(Failure failure, String words) {
      super(words);
      this.failure = failure;
    }
  }

  /** Asks, and hands over the answer or why there is none. */
  public void carryOut(ConsoleRequest request, ByteString body, Answers answers) {
    if (!here.tryAcquire()) {
      fail(request, answers, Failure.BUSY, "this connector is asked too much at once");
      return;
    }
    try {
      long end = System.nanoTime() + limit(request).toNanos();
      if (!running.tryAcquire(limit(request).toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refusal(Failure.BUSY, "this connector is asked too much at once");
      }
      try {
        ask(request, body, answers, end);
      } finally {
        running.release();
      }
    } catch (Refusal e) {
      fail(request, answers, e.failure, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(request, answers, Failure.BROKEN, "the connector stops");
    } catch (RuntimeException e) {
      // What is in the request is nobody's business, and its words may say it.
      LOG.warn("a request to a console can't be sent: {}", e.getClass().getSimpleName());
      fail(request, answers, Failure.BROKEN, "the request can't be sent as it is");
    } finally {
      here.release();
    }
  }

  private static Duration limit(ConsoleRequest request) {
    return Duration.ofMillis(Math.clamp(request.timeoutMillis(), 1, LONGEST.toMillis()));
  }

  /** A failure counts for the whole answer, whatever pieces of it went before. */
  private static void fail(
      ConsoleRequest request, Answers answers, Failure failure, String message) {
    answers.take(ConsoleAnswer.failed(request.id(), 0, failure, message), ByteString.EMPTY);
  }

  private void ask(ConsoleRequest request, ByteString body, Answers answers, long end)
      throws Refusal, InterruptedException {
    HttpRequest sent = checked(request, body);
    CompletableFuture<HttpResponse<InputStream>> running =
        client(request.ca()).sendAsync(sent, HttpResponse.BodyHandlers.ofInputStream());
    try {
      HttpResponse<InputStream> response = running.get(left(end), TimeUnit.NANOSECONDS);
      handOver(request, response, answers, end);
    } catch (TimeoutException e) {
      throw new Refusal(Failure.LATE, "no answer"); // how long it had says who asked
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    } finally {
      running.cancel(true);
    }
  }

  private static long left(long end) {
    return Math.max(1, end - System.nanoTime());
  }

  private HttpRequest checked(ConsoleRequest request, ByteString body) throws Refusal {
    URI uri = URI.create(request.url());
    Optional<String> refusal = limits.consoleRefusal(uri);
    if (refusal.isPresent()) {
      throw new Refusal(Failure.FORBIDDEN, refusal.get());
    }
    if (body.size() > ConsoleRequest.LARGEST_BODY) {
      throw new Refusal(Failure.BROKEN, "the request is too large");
    }
    resolved(uri);
    if (said.size() < 100 && said.add(uri.getRawAuthority())) {
      LOG.info("asks the console at {} for the server", uri.getRawAuthority());
    }
    var builder =
        HttpRequest.newBuilder(uri)
            .method(
                request.method(),
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
    request.headers().forEach(builder::setHeader);
    return builder.build();
  }

  /** A name may lead to where clouds hand out credentials. */
  private static void resolved(URI uri) throws Refusal {
    try {
      for (InetAddress address : InetAddress.getAllByName(uri.getHost())) {
        if (Limits.noConsole(address)) {
          throw new Refusal(
              Failure.FORBIDDEN, uri.getHost() + " has a link-local address, and is no console");
        }
      }
    } catch (UnknownHostException e) {
      throw new Refusal(Failure.UNREACHABLE, "its name is not known there");
    }
  }

  private HttpClient client(String ca) throws Refusal {
    synchronized (clients) {
      HttpClient known = clients.get(ca);
      if (known != null) {
        return known;
      }
      HttpClient made = made(ca);
      clients.put(ca, made);
      if (clients.size() > CLIENTS) {
        var oldest = clients.entrySet().iterator();
        oldest.next().getValue().shutdown();
        oldest.remove();
      }
      return made;
    }
  }

  private static HttpClient made(String ca) throws Refusal {
    try {
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(CONNECT)
          .executor(task -> Thread.ofVirtual().name("console").start(task))
          .sslContext(Authorities.context(ca))
          .build();
    } catch (SSLException e) {
      throw new Refusal(Failure.UNTRUSTED, String.valueOf(e.getMessage()));
    }
  }

  private static void handOver(
      ConsoleRequest request, HttpResponse<InputStream> response, Answers answers, long end)
      throws Refusal {
    InputStream stream = response.body();
    var reading = new CompletableFuture<Void>().orTimeout(left(end), TimeUnit.NANOSECONDS);
    var _ =
        reading.whenComplete(
            (_, late) -> {
              if (late != null) {
                close(stream);
              }
            });
    try (stream) {
      Map<String, String> headers = headers(response);
      long whole = 0;
      boolean more = true;
      for (int piece = 1; more; piece++) {
        byte[] part = stream.readNBytes(ConsoleAnswer.PIECE);
        whole += part.length;
        if (whole > request.largest()) {
          throw new Refusal(
              Failure.LARGE, "its answer has more than %,d bytes".formatted(request.largest()));
        }
        boolean last = part.length < ConsoleAnswer.PIECE;
        more =
            answers.take(
                    new ConsoleAnswer(
                        request.id(), piece, last, response.statusCode(), headers, null, ""),
                    UnsafeByteOperations.unsafeWrap(part))
                && !last;
      }
    } catch (IOException e) {
      throw reading.isCompletedExceptionally()
          ? new Refusal(Failure.LATE, "no whole answer")
          : refusal(e);
    } finally {
      reading.complete(null);
    }
  }

  private static void close(InputStream stream) {
    try {
      stream.close();
    } catch (IOException e) {
      LOG.debug("an answer that came too late", e);
    }
  }

  private static Map<String, String> headers(HttpResponse<?> response) {
    var headers = new TreeMap<String, String>();
    for (String name : ConsoleAnswer.HEADERS) {
      response.headers().firstValue(name).ifPresent(value -> headers.put(name, value));
    }
    return headers;
  }

  private static Refusal refusal(@Nullable Throwable failure) {
    return switch (failure) {
      case java.net.http.HttpConnectTimeoutException _ ->
          new Refusal(Failure.UNREACHABLE, "no connection within " + CONNECT.toSeconds() + " s");
      case java.net.http.HttpTimeoutException _ -> new Refusal(Failure.LATE, "no answer");
      case SSLException untrusted -> new Refusal(Failure.UNTRUSTED, words(untrusted));
      case java.net.ConnectException away ->
          new Refusal(
              Failure.UNREACHABLE, away.getMessage() == null ? "connection refused" : words(away));
      case null -> new Refusal(Failure.BROKEN, "the request failed");
      default -> new Refusal(Failure.BROKEN, words(failure));
    };
  }

  private static String words(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
  }
}
