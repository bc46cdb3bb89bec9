package io.kitward.bench.tags;

import io.kitward.server.Main;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Kitward server as people run it, in a process of its own with its own PostgreSQL; as root both
 * run as another system user. Its output is in {@code server.log}.
 */
final class MeasuredServer implements AutoCloseable {

  private static final Duration ORDERLY_END = Duration.ofSeconds(30);

  private final Path directory;
  private final int nodePort;
  private final Process process;

  private MeasuredServer(Path directory, int nodePort, Process process) {
    this.directory = directory;
    this.nodePort = nodePort;
    this.process = process;
  }

  /**
   * Starts it; it is ready when its node door answers.
   *
   * @param directory what it keeps goes there; the system user can get there
   * @param runAs the system user, only for root
   * @param javaOptions further options of its Java
   * @param settings of its configuration, such as {@code --puppet.url=https://puppet:8140}
   */
  static MeasuredServer start(
      Path directory, Optional<String> runAs, List<String> javaOptions, List<String> settings)
      throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    List<String> command = new ArrayList<>();
    String classes = System.getProperty("java.class.path");
    if (runAs.isPresent()) {
      String user = runAs.get();
      classes = readable(classes, Files.createDirectory(directory.resolve("classes")));
      own(data, user);
      command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user));
      command.addAll(List.of("--clear-groups", "--no-new-privs", "--"));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(javaOptions);
    command.addAll(List.of("-cp", classes, Main.class.getName()));
    int nodePort = freePort();
    command.addAll(
        List.of(
            "--name=localhost",
            "--data-directory=" + data,
            "--people.bind=127.0.0.1",
            "--people.port=" + freePort(),
            "--node.bind=127.0.0.1",
            "--node.port=" + nodePort));
    command.addAll(settings);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("server.log").toFile())
            .start();
    return new MeasuredServer(data, nodePort, process);
  }

  /** The port of its node door. */
  int nodePort() {
    return nodePort;
  }

  /** The CA behind its doors, once it is there. */
  Path ca() {
    return directory.resolve("ca").resolve("ca.pem");
  }

  /** Whether it still runs. */
  boolean runs() {
    return process.isAlive();
  }

  /** What it and its PostgreSQL used of the processors, in seconds. */
  double cpuSeconds() {
    Set<Long> processes = new HashSet<>();
    processes.add(process.pid());
    processes.add(Long.parseLong(postmaster().getFirst().strip()));
    return CpuTime.seconds(processes);
  }

  /** Its database itself, past the server. */
  Connection database() throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:" + postmaster().get(3).strip() + "/kitward";
    return DriverManager.getConnection(
        url, "kitward", text(directory.resolve("postgres").resolve("password")).strip());
  }

  private List<String> postmaster() {
    return text(directory.resolve("postgres").resolve("data").resolve("postmaster.pid"))
        .lines()
        .toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The class path copied to where everybody may read it: a checkout may lie in root's home. */
  private static String readable(String classes, Path to) throws IOException {
    List<String> copied = new ArrayList<>();
    for (String entry : classes.split(File.pathSeparator, -1)) {
      Path from = Path.of(entry);
      if (!entry.isEmpty() && Files.exists(from)) {
        Path copy = to.resolve(copied.size() + "-" + from.getFileName());
        run("cp", "-rL", from.toString(), copy.toString());
        copied.add(copy.toString());
      }
    }
    run("chmod", "-R", "a+rX", to.toString());
    return String.join(File.pathSeparator, copied);
  }

  private static void own(Path path, String user) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    run("chown", user, path.toString());
  }

  private static void run(String... command) throws IOException {
    try {
      int status = new ProcessBuilder(command).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException(Stream.of(command).toList() + " ended with " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(ORDERLY_END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the server did not end within " + ORDERLY_END);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
