package io.kitward.server.backend.driver;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** From this server straight to a console, over kept connections. Thread-safe. */
public final class DirectExchange implements Exchange {

  private final HttpClient http;
  private final boolean own;

  private DirectExchange(HttpClient http, boolean own) {
    this.http = http;
    this.own = own;
  }

  /**
   * With connections of its own, which closing ends.
   *
   * @param caPem certificates that the console's own must be signed by; blank: those that Java
   *     trusts
   * @param connect how long a connection may take
   * @throws ConsoleException when the certificates can't be used
   */
  public static DirectExchange open(String caPem, Duration connect) throws ConsoleException {
    return new DirectExchange(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect)
            .sslContext(Trust.context(caPem))
            .build(),
        true);
  }

  /** Over a client of others, which must follow no redirects. */
  public static DirectExchange over(HttpClient http) {
    return new DirectExchange(http, false);
  }

  @Override
  public Answer send(Request request, Duration limit) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> running =
        http.sendAsync(
            built(request, limit),
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LARGEST));
    try {
      // The request's own timeout ends with the headers; this holds for the whole answer.
      HttpResponse<byte[]> response = running.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Answer(response.statusCode(), headers(response), response.body());
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("no whole answer");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } finally {
      running.cancel(true);
    }
  }

  private static HttpRequest built(Request request, Duration limit) throws IOException {
    try {
      var builder =
          HttpRequest.newBuilder(request.uri())
              .version(HttpClient.Version.HTTP_1_1)
              .timeout(limit)
              .method(
                  request.method(),
                  request.body().length == 0
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofByteArray(request.body()));
      request.headers().forEach(builder::setHeader);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new IOException("it can't be asked at " + request.uri(), e);
    }
  }

  private static Map<String, String> headers(HttpResponse<?> response) {
    var headers = new TreeMap<String, String>();
    response.headers().map().forEach((name, values) -> headers.put(name, values.getFirst()));
    return headers;
  }

  private static IOException failure(@Nullable Throwable cause) {
    return switch (cause) {
      case java.net.http.HttpConnectTimeoutException connecting -> connecting;
      case HttpTimeoutException _ -> new HttpTimeoutException("no answer");
      case IOException broken -> broken;
      case null -> new IOException("the request failed");
      default -> new IOException(String.valueOf(cause.getMessage()), cause);
    };
  }

  @Override
  public void close() {
    if (own) {
      http.shutdownNow();
    }
  }
}
