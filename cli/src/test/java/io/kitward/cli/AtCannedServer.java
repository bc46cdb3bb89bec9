package io.kitward.cli;

import io.kitward.cli.Shell.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The command line beside a server that has two nodes and answers what a test puts there. */
abstract class AtCannedServer {

  @TempDir Path home = Path.of("");
  final CannedServer server = new CannedServer();

  @BeforeEach
  void answers() {
    server
        .on("GET /v1/nodes?limit=100", 200, resource("nodes.json"))
        .on(
            "GET /v1/nodes?limit=1",
            200,
            "{\"items\":[{\"certname\":\"a\",\"phase\":\"ok\"}],\"next\":\"c\"}")
        .on("GET /v1/nodes/db1.example", 200, resource("node.json"))
        .on("GET /v1/nodes/db1.example/tags", 200, resource("tags.json"))
        .on("GET /v1/nodes/db1.example/instances?limit=1000", 200, resource("instances.json"))
        .on("GET /v1/nodes/db1.example/events?limit=10", 200, resource("events.json"))
        .on("GET /v1/instances?limit=100", 200, resource("instances.json"))
        .on("GET /v1/exceptions?limit=1000&state=open", 200, "{\"items\":[]}")
        .on("GET /v1/status", 200, resource("status.json"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(AtCannedServer.class.getResourceAsStream("/api/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  Outcome run(int width, Map<String, String> environment, String... arguments) {
    var all = new java.util.HashMap<>(environment);
    all.put("KITWARD_SERVER", server.url());
    return new Shell(home, width, all, "").run(arguments);
  }

  Outcome run(String... arguments) {
    return run(0, Map.of(), arguments);
  }

  /** A refusal, as the server answers it. */
  static String problem(int status, String code) {
    return "{\"code\":\"%s\",\"status\":%d,\"detail\":\"What.\",\"next\":\"Do.\",\"requestId\":\"r-1\"}"
        .formatted(code, status);
  }
}
