package io.kitward.lab.simulate;

import io.kitward.lab.ServerApi;
import io.kitward.server.Server;
import io.kitward.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** A real server in this JVM, with a throw-away authority for nodes and a PostgreSQL of its own. */
public final class InProcessServer implements AutoCloseable {

  private static final String ACCOUNT = "kitward";

  private final Path directory;
  private final SimulatedAuthority authority;
  private final ServerConfig config;
  private Server server;

  private InProcessServer(
      Path directory, SimulatedAuthority authority, ServerConfig config, Server server) {
    this.directory = directory;
    this.authority = authority;
    this.config = config;
    this.server = server;
  }

  /**
   * Starts one on free ports of the loopback address.
   *
   * @param settings further ones, as flags
   */
  public static InProcessServer start(String... settings) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "kitward-fleet-");
    // PostgreSQL may run as a user of its own.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    var random = new SecureRandom();
    var authority = SimulatedAuthority.create(Clock.systemUTC(), random);
    Path ca = Files.writeString(directory.resolve("nodes.pem"), authority.pem());
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--name=localhost",
                "--data-directory=" + directory.resolve("data"),
                "--people.bind=127.0.0.1",
                "--people.port=" + freePort(),
                "--node.bind=127.0.0.1",
                "--node.port=" + freePort(),
                "--node.ca-file=" + ca));
    flags.addAll(List.of(settings));
    var config = ServerConfig.read(Optional.empty(), Map.of(), flags);
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
    return new InProcessServer(
        directory, authority, config, Server.start(config, account(), Clock.systemUTC(), random));
  }

  /** Ends the server; its data and ports stay its own. */
  public void stop() {
    server.close();
  }

  /** Starts it again, with the data that it has. */
  public void startAgain() throws Exception {
    server = Server.start(config, account(), Clock.systemUTC(), new SecureRandom());
  }

  /** The people's door. */
  public String url() {
    return "https://localhost:" + config.peopleDoor().getPort();
  }

  /** The certificate of the authority that its people's door is believed by. */
  public Path ca() {
    return server.peopleCa();
  }

  /** The file with the administrator's token. */
  public Path tokenFile() {
    return server.adminToken();
  }

  /** The administrator's token. */
  public String token() throws IOException {
    return Files.readString(server.adminToken()).strip();
  }

  /** A connection to its PostgreSQL, past the server. */
  public Connection database() throws IOException, SQLException {
    Path postgres = config.dataDirectory().resolve("postgres");
    String port = Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/kitward",
        ACCOUNT,
        Files.readString(postgres.resolve("password")).strip());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** The account that PostgreSQL steps down to when root runs the tests. */
  private static Optional<String> account() throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.empty();
    }
    if (run("id", "-u", ACCOUNT) != 0) {
      int _ = run("useradd", "--system", "--shell", "/usr/sbin/nologin", ACCOUNT);
    }
    return Optional.of(ACCOUNT);
  }

  private static int run(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while this ran: " + List.of(command), e);
    }
  }

  /** Its API, with the administrator's token. */
  public ServerApi api() {
    return ServerApi.open(
        "https://localhost:" + server.peoplePort(), server.peopleCa(), server.adminToken());
  }

  /** Where nodes connect, with {@code https} or {@code wss}. */
  public URI nodeDoor(String scheme) {
    return URI.create(scheme + "://localhost:" + server.nodePort());
  }

  /** The TLS context of a node with a certificate of its authority. */
  public SSLContext identity(String certname) {
    return authority.identity(certname, server.peopleCa());
  }

  /** Applies documents as the command line does: all of them in one request. */
  public void apply(List<Path> paths) throws IOException {
    var text = new StringBuilder();
    for (Path path : paths) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList()) {
          text.append("---\n").append(Files.readString(file));
        }
      }
    }
    try (ServerApi api = api()) {
      var _ = api.send("POST", "/v1/documents", "application/yaml", text.toString()).orThrow();
    }
  }

  /** Its API, for a program with this token. */
  public ServerApi bearing(String token) {
    Path file = directory.resolve("bearer.token");
    try {
      Files.writeString(file, token);
    } catch (IOException e) {
      throw new UncheckedIOException("the token can't be written", e);
    }
    return ServerApi.open("https://localhost:" + server.peoplePort(), server.peopleCa(), file);
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (run("rm", "-rf", directory.toString()) != 0) {
      throw new IOException(directory + " could not be removed");
    }
  }
}
