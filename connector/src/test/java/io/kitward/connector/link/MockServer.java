package io.kitward.connector.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.kitward.connector.config.Configuration.Identity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import opamp.proto.v1.Opamp;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpAMP server {@code @elastic/mockopampserver}, in a process of its own. */
final class MockServer implements AutoCloseable {

  /** The package, which is taken from the registry and never becomes part of the build. */
  private static final String PACKAGE = "@elastic/mockopampserver@0.5.0";

  private static final Path MODULES = Path.of("target/stock-server").toAbsolutePath();
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Process process;

  /** What it got, a line each, after the line that names where it is. */
  final List<JsonNode> said = new CopyOnWriteArrayList<>();

  MockServer(Identity identity) throws IOException, InterruptedException {
    install();
    var builder =
        new ProcessBuilder(
            "node",
            Path.of("src/test/stock-server/server.js").toAbsolutePath().toString(),
            identity.ca().toString(),
            identity.certificate().toString(),
            identity.key().toString());
    builder.environment().put("NODE_PATH", MODULES.resolve("node_modules").toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    process = builder.start();
    Thread.ofVirtual().start(this::listen);
  }

  private static void install() throws IOException, InterruptedException {
    if (Files.isDirectory(MODULES.resolve("node_modules/@elastic/mockopampserver"))) {
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

  /** Where it is, as a link takes it. */
  URI address() {
    String endpoint = said.getFirst().path("endpoint").asString("");
    return URI.create("wss://localhost:" + URI.create(endpoint).getPort());
  }

  /** The requests by which agents polled. */
  List<JsonNode> polls() {
    return said.stream().filter(line -> line.path("method").asString("").equals("POST")).toList();
  }

  /** Offers this to every agent from now on. */
  void offer(Opamp.AgentRemoteConfig config) throws IOException {
    Map<String, Map<String, String>> entries = new TreeMap<>();
    config
        .getConfig()
        .getConfigMapMap()
        .forEach(
            (name, file) ->
                entries.put(
                    name, Map.of("type", file.getContentType(), "body", base64(file.getBody()))));
    Writer input = process.outputWriter();
    input.write(MAPPER.writeValueAsString(entries) + "\n");
    input.flush();
  }

  private static String base64(ByteString body) {
    return Base64.getEncoder().encodeToString(body.toByteArray());
  }

  @Override
  public void close() {
    process.destroy();
  }
}
