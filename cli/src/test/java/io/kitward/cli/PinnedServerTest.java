package io.kitward.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.kitward.cli.Shell.Outcome;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's certificate is held to the CA that was named, before the token goes anywhere. */
class PinnedServerTest {
  private static final String PASSWORD = "changeit";
  private static final List<String> TOKENS = new CopyOnWriteArrayList<>();

  @TempDir private static Path folder = Path.of("");
  private static @org.jspecify.annotations.Nullable HttpsServer server;
  private static String url = "";

  @BeforeAll
  static void start() throws Exception {
    certificate("right", "dns:localhost");
    certificate("wrong", "dns:localhost");
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve("right.p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    var started = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    started.setHttpsConfigurator(new HttpsConfigurator(context));
    started.createContext(
        "/",
        exchange -> {
          try (exchange) {
            TOKENS.add(String.valueOf(exchange.getRequestHeaders().getFirst("authorization")));
            byte[] body = "{\"items\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    started.start();
    server = started;
    url = "https://localhost:" + started.getAddress().getPort();
    Files.writeString(folder.resolve("token"), "secret\n");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop(0);
    }
  }

  private static void certificate(String name, String san) throws Exception {
    String store = folder.resolve(name + ".p12").toString();
    keytool(
        "-genkeypair",
        "-alias",
        "k",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=" + san,
        "-keystore",
        store,
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "k",
        "-file",
        folder.resolve(name + ".pem").toString(),
        "-keystore",
        store,
        "-storepass",
        PASSWORD);
  }

  private static void keytool(String... arguments) throws Exception {
    var command = new java.util.ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  private static Outcome get(String server, String ca) {
    TOKENS.clear();
    return new Shell(
            folder, 0, Map.of("KITWARD_TOKEN_FILE", folder.resolve("token").toString()), "")
        .run("get", "backends", "--server", server, "--ca", folder.resolve(ca).toString());
  }

  @Test
  void theNamedCaOpensTheServerAndTheTokenGoesThere() {
    assertThat(get(url, "right.pem").exit()).isZero();
    assertThat(TOKENS).containsExactly("Bearer secret");
  }

  @Test
  void anotherCaEndsItBeforeTheTokenIsSent() {
    Outcome outcome = get(url, "wrong.pem");
    assertThat(outcome.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(outcome.err()).startsWith("error server-untrusted: ");
    assertThat(TOKENS).isEmpty();
  }

  @Test
  void anotherNameThanTheCertificatesEndsItToo() {
    Outcome outcome = get(url.replace("localhost", "127.0.0.1"), "right.pem");
    assertThat(outcome.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(TOKENS).isEmpty();
  }

  @Test
  void aFileThatIsNoCertificateIsNamed() {
    Outcome outcome = get(url, "token");
    assertThat(outcome.exit()).isEqualTo(Exit.USAGE);
    assertThat(outcome.err()).startsWith("error ca-file: ").contains("token");
  }
}
