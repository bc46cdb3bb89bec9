package io.kitward.browser;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A small inventory on the loopback address, for which Kitward has no driver: it lists hosts and
 * answers that it made, or deleted, whatever it was asked to. Thread-safe.
 */
final class InventoryConsole implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpServer server;
  private final byte[] list;

  private InventoryConsole(HttpServer server, List<String> hosts) {
    this.server = server;
    this.list =
        JSON.writeValueAsBytes(
            Map.of(
                "items",
                hosts.stream()
                    .map(name -> Map.of("id", "id-" + name.hashCode(), "name", name, "mark", ""))
                    .toList()));
  }

  /** Starts one that has hosts which nobody registered. */
  static InventoryConsole start(List<String> hosts) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var console = new InventoryConsole(server, hosts);
      server.createContext("/", console::answer);
      server.start();
      return console;
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body =
          exchange.getRequestMethod().equals("GET")
              ? list
              : "{}".getBytes(StandardCharsets.US_ASCII);
      exchange.getResponseHeaders().add("content-type", "application/json");
      exchange.sendResponseHeaders(
          exchange.getRequestMethod().equals("POST") ? 201 : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
