package io.kitward.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers over HTTP on the loopback address what a test put there, and remembers what was asked.
 */
final class CannedServer implements AutoCloseable {
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** What requests said in If-Match. */
  final List<String> ifMatch = new CopyOnWriteArrayList<>();

  private final HttpServer server;
  private final Map<String, ConcurrentLinkedDeque<Canned>> answers = new ConcurrentHashMap<>();

  private record Canned(int status, String body) {}

  CannedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Puts an answer; several for one request are given in order, the last one again and again. */
  CannedServer on(String methodAndPath, int status, String body) {
    answers
        .computeIfAbsent(methodAndPath, _ -> new ConcurrentLinkedDeque<>())
        .add(new Canned(status, body));
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      ifMatch.addAll(exchange.getRequestHeaders().getOrDefault("If-Match", List.of()));
      asked.add(body.isEmpty() ? line : line + " " + body);
      var queue = answers.get(line);
      Canned canned =
          queue == null
              ? new Canned(
                  500, "{\"code\":\"not-canned\",\"detail\":\"" + line + "\",\"status\":500}")
              : queue.size() > 1 ? queue.remove() : queue.element();
      byte[] bytes = canned.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("etag", "\"e" + asked.size() + "\"");
      exchange.sendResponseHeaders(canned.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
