package io.kitward.lab.demo;

import io.kitward.lab.KitwardServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line's context for the demo's server, so that {@code ./kitward get nodes} works in a
 * second terminal. The user's own file comes back when the demo ends.
 */
final class CliContext implements AutoCloseable {

  private final Path file;
  private final Optional<String> before;

  private CliContext(Path file, Optional<String> before) {
    this.file = file;
    this.before = before;
  }

  static CliContext write(KitwardServer server) {
    Path file =
        Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home", "/root"), ".config"))
            .resolve("kitward/config.yaml");
    try {
      Optional<String> before =
          Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
      var context = new CliContext(file, before.filter(text -> !text.contains("demo:")));
      server
          .command(
              "context",
              "set",
              "demo",
              "--server",
              server.url(),
              "--ca",
              server.ca().toString(),
              "--token-file",
              server.token().toString())
          .orThrow("writing the command line's context");
      server.command("context", "use", "demo").orThrow("using the command line's context");
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("the command line's configuration can't be read", e);
    }
  }

  @Override
  public void close() {
    try {
      if (before.isPresent()) {
        Files.writeString(file, before.get());
      } else {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the command line's configuration can't be put back", e);
    }
  }
}
