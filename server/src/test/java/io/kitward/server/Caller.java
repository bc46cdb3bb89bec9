package io.kitward.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Somebody who calls the API through one of the doors. Thread-safe. */
final class Caller implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final HttpClient http;
  private final URI base;
  private final Optional<String> token;

  Caller(SSLContext tls, URI base, Optional<String> token) {
    this.http =
        HttpClient.newBuilder()
            .sslContext(tls)
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    this.base = base;
    this.token = token;
  }

  HttpClient http() {
    return http;
  }

  Reply get(String path) {
    return send("GET", path, new byte[0]);
  }

  Reply delete(String path) {
    return send("DELETE", path, new byte[0]);
  }

  /** Replaces one source's tags. */
  Reply putTags(String certname, String source, List<String> tags, String... headers) {
    var quoted = tags.stream().map(tag -> '"' + tag + '"').toList();
    var all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("content-type", "application/json"));
    return send(
        "PUT",
        "/v1/nodes/" + certname + "/tags/" + source,
        ("{\"tags\":[" + String.join(",", quoted) + "]}").getBytes(StandardCharsets.UTF_8),
        all.toArray(String[]::new));
  }

  /** Applies documents in YAML. */
  Reply apply(String documents) {
    return send(
        "POST",
        "/v1/documents",
        documents.getBytes(StandardCharsets.UTF_8),
        "content-type",
        "application/yaml");
  }

  Reply send(String method, String path, byte[] body, String... headers) {
    try {
      return trySend(method, path, body, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The same, for a door that may not answer.
   *
   * @throws IOException when there was no answer: whether anything was done is not known
   */
  Reply trySend(String method, String path, byte[] body, String... headers) throws IOException {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(PATIENCE)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    token.ifPresent(value -> request.header("authorization", "Bearer " + value));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return Reply.of(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
