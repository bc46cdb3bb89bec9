package io.kitward.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kitward.server.pki.Credential;
import io.kitward.server.pki.Pem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stock OpAMP client {@code @elastic/opamp-client-node}, in a process of its own: it says on
 * its standard output, a line of JSON each, what it sent and heard. It carries out every
 * configuration that it gets.
 */
final class StockClients implements AutoCloseable {

  /** The package, which is taken from the registry and never becomes part of the build. */
  static final String PACKAGE = "@elastic/opamp-client-node@0.5.0";

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final Path MODULES = Path.of("target/stock-clients").toAbsolutePath();

  private final Process process;
  final List<JsonNode> said = new CopyOnWriteArrayList<>();

  private StockClients(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::listen);
  }

  /** Starts a client with a node's certificate. */
  static StockClients node(TestServer server, Credential credential, Path ca, String type)
      throws IOException, InterruptedException {
    return node(server, credential, ca, type, "");
  }

  /** Starts a client that gives itself that name, a UUID. */
  static StockClients node(
      TestServer server, Credential credential, Path ca, String type, String instanceUid)
      throws IOException, InterruptedException {
    install();
    Path folder = Files.createTempDirectory(MODULES, "client");
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    Files.writeString(certificate, Pem.print(credential.chain()));
    Files.writeString(key, Pem.print(credential.key()));
    var builder =
        new ProcessBuilder(
            "node",
            Path.of("src/test/stock-clients/client.js").toAbsolutePath().toString(),
            server.nodeDoor("https").resolve("/v1/opamp").toString(),
            ca.toString(),
            certificate.toString(),
            key.toString(),
            type,
            instanceUid);
    builder.environment().put("NODE_PATH", MODULES.resolve("node_modules").toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return new StockClients(builder.start());
  }

  private static void install() throws IOException, InterruptedException {
    if (Files.isDirectory(MODULES.resolve("node_modules/@elastic/opamp-client-node"))) {
      return;
    }
    Files.createDirectories(MODULES);
    String script =
        """
        command -v node >/dev/null && command -v npm >/dev/null \\
          || apt-get install -y --no-install-recommends nodejs npm
        npm install --prefix "$1" --no-save --no-package-lock --ignore-scripts --no-audit --no-fund "$2"
        """;
    Process npm =
        new ProcessBuilder("sh", "-ec", script, "sh", MODULES.toString(), PACKAGE)
            .redirectErrorStream(true)
            .start();
    String words = new String(npm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(npm.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(npm.exitValue()).as(words).isZero();
  }

  private void listen() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(MAPPER.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The configurations that it got, each as name to text. */
  List<JsonNode> configs() {
    return said.stream().filter(line -> line.has("config")).toList();
  }

  /** Whether it said something with that word. */
  boolean said(String word) {
    return said.stream().anyMatch(line -> line.toString().contains(word));
  }

  @Override
  public void close() {
    process.destroy();
  }
}
