package io.kitward.lab.demo;

import io.kitward.lab.KitwardServer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The command line's context for the demo's server, so that {@code ./kitward get nodes} works in a
 * second terminal. When the demo ends it is forgotten, and the user's own one is current again.
 */
final class CliContext implements AutoCloseable {

  private static final String NAME = "demo";

  private final KitwardServer server;
  private final Optional<String> before;

  private CliContext(KitwardServer server, Optional<String> before) {
    this.server = server;
    this.before = before;
  }

  static CliContext write(KitwardServer server) {
    var context = new CliContext(server, current(server).filter(name -> !name.equals(NAME)));
    server
        .command(
            "context",
            "set",
            NAME,
            "--server",
            server.url(),
            "--ca",
            server.ca().toString(),
            "--token-file",
            server.token().toString())
        .orThrow("writing the command line's context");
    server.command("context", "use", NAME).orThrow("using the command line's context");
    return context;
  }

  private static Optional<String> current(KitwardServer server) {
    JsonNode list =
        JsonMapper.shared()
            .readTree(
                server
                    .command("context", "list", "-o", "json")
                    .orThrow("reading the command line's contexts")
                    .stdout());
    return list.path("current").isString()
        ? Optional.of(list.path("current").asString())
        : Optional.empty();
  }

  @Override
  public void close() {
    server.command("context", "delete", NAME).orThrow("deleting the command line's context");
    before.ifPresent(
        name -> server.command("context", "use", name).orThrow("using " + name + " again"));
  }
}
