package io.kitward.server.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kitward.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/** A real receiver of webhooks on the loopback address. */
public final class Receiver implements AutoCloseable {

  /** Never answers. */
  public static final int SILENT = -1;

  /**
   * One request.
   *
   * @param headers with names in lower case
   */
  public record Request(String path, Map<String, String> headers, String body) {

    public JsonNode event() {
      return Json.MAPPER.readTree(body);
    }

    /** Such as {@code opened x-1}. */
    public String words() {
      return event().path("type").asString("").replace("io.kitward.exception.", "")
          + " "
          + event().path("data").path("id").asString("");
    }
  }

  public final List<Request> requests = new CopyOnWriteArrayList<>();

  /** What the next requests are answered; 204 when nothing is left. */
  public final LinkedBlockingQueue<Integer> answers = new LinkedBlockingQueue<>();

  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer http;

  public Receiver() throws IOException {
    this(0);
  }

  private Receiver(int port) throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    http.createContext("/", this::receive);
    http.setExecutor(threads);
    http.start();
  }

  /** One at the address of another that is closed. */
  static Receiver at(Receiver closed) throws IOException {
    return new Receiver(closed.http.getAddress().getPort());
  }

  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/hook";
  }

  public List<String> words() {
    return requests.stream().map(Request::words).toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
      requests.add(
          new Request(
              exchange.getRequestURI().getPath(),
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      Integer answer = answers.poll();
      if (answer != null && answer == SILENT) {
        closing.await();
        return;
      }
      if (answer != null && answer / 100 == 3) {
        exchange.getResponseHeaders().add("location", "/elsewhere");
      }
      exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    http.stop(0);
    threads.shutdownNow();
  }
}
