package io.kitward.server;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Git's own HTTP server on the loopback address, for somebody who signs in: each request is handed
 * to {@code git http-backend}.
 */
final class GitOverHttp implements AutoCloseable {

  private final HttpServer server;
  private final Path root;

  /** Where requests are sent on to; empty: nowhere. */
  final AtomicReference<String> redirect = new AtomicReference<>("");

  GitOverHttp(Path root, String user, String password) throws IOException {
    this.root = root;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    var context = server.createContext("/", this::answer);
    if (!user.isEmpty()) {
      context.setAuthenticator(
          new BasicAuthenticator("git") {
            @Override
            public boolean checkCredentials(String name, String word) {
              return name.equals(user) && word.equals(password);
            }
          });
    }
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String elsewhere = Objects.requireNonNullElse(redirect.get(), "");
      if (!elsewhere.isEmpty()) {
        exchange.getResponseHeaders().add("location", elsewhere);
        exchange.sendResponseHeaders(302, -1);
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      var builder = new ProcessBuilder("git", "http-backend");
      builder
          .environment()
          .putAll(
              Map.of(
                  "GIT_PROJECT_ROOT", root.toString(),
                  "GIT_HTTP_EXPORT_ALL", "1",
                  "GIT_CONFIG_COUNT", "1",
                  "GIT_CONFIG_KEY_0", "safe.directory",
                  "GIT_CONFIG_VALUE_0", "*",
                  "REQUEST_METHOD", exchange.getRequestMethod(),
                  "PATH_INFO", exchange.getRequestURI().getPath()));
      String query = exchange.getRequestURI().getQuery();
      builder.environment().put("QUERY_STRING", query == null ? "" : query);
      header(builder, exchange, "content-type", "CONTENT_TYPE");
      header(builder, exchange, "content-encoding", "HTTP_CONTENT_ENCODING");
      header(builder, exchange, "git-protocol", "GIT_PROTOCOL");
      builder.environment().put("CONTENT_LENGTH", Integer.toString(body.length));
      Process process = builder.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(body);
      }
      answer(exchange, process.getInputStream());
    }
  }

  private static void header(
      ProcessBuilder builder, HttpExchange exchange, String name, String variable) {
    String value = exchange.getRequestHeaders().getFirst(name);
    if (value != null) {
      builder.environment().put(variable, value);
    }
  }

  /** What a CGI program says: headers, an empty line, the body. */
  private static void answer(HttpExchange exchange, InputStream said) throws IOException {
    int status = 200;
    for (String line = line(said); !line.isEmpty(); line = line(said)) {
      String[] parts = line.split(": ", 2);
      if (parts[0].equalsIgnoreCase("status")) {
        status = Integer.parseInt(parts[1].substring(0, 3));
      } else {
        exchange.getResponseHeaders().add(parts[0], parts[1]);
      }
    }
    exchange.sendResponseHeaders(status, 0);
    said.transferTo(exchange.getResponseBody());
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
      line.write(read);
    }
    return line.toString(StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
