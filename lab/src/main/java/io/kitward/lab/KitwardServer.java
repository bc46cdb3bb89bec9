package io.kitward.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A throw-away Kitward server, started through the launcher as its users start it: by root as the
 * system user kitward, by others as themselves. Its data directory goes when it is closed. What a
 * crashed predecessor left running in the same place is ended first.
 */
public final class KitwardServer implements AutoCloseable {

  private static final Duration START = Duration.ofMinutes(3);

  private final Path home;
  private final ServerPlace place;
  private final String name;
  private final List<String> settings;
  private final Optional<Path> hosts;
  private Optional<Process> process = Optional.empty();

  private KitwardServer(
      Path home, ServerPlace place, String name, List<String> settings, Optional<Path> hosts) {
    this.home = home;
    this.place = place;
    this.name = name;
    this.settings = settings;
    this.hosts = hosts;
  }

  /**
   * Starts a server with fresh data and waits until it is ready.
   *
   * @param home the source tree
   * @param name its host name
   * @param settings further settings, as flags
   * @param hosts names and addresses that the server knows, in the form of {@code /etc/hosts};
   *     empty: the machine's own
   */
  public static KitwardServer start(
      Path home, Room room, String name, List<String> settings, Optional<Path> hosts) {
    return start(home, ServerPlace.of(room), name, settings, hosts);
  }

  /** The same, in a place of one's own. */
  public static KitwardServer start(
      Path home, ServerPlace place, String name, List<String> settings, Optional<Path> hosts) {
    var server = new KitwardServer(home, place, name, settings, hosts);
    server.sweep();
    Commands.run(new ProcessBuilder("rm", "-f", server.log().toString()), Duration.ofMinutes(1))
        .orThrow("removing the log of the last time");
    boolean up = false;
    try {
      server.start();
      up = true;
      return server;
    } finally {
      if (!up) {
        server.kill();
        server.sweep();
      }
    }
  }

  /** Starts the server again on the data that it has. */
  public void start() {
    try {
      Files.createDirectories(place.state());
      var command =
          new ArrayList<>(
              List.of(
                  "bash",
                  home.resolve("kitward").toString(),
                  "server",
                  "--name=" + name,
                  "--data-directory=" + data(),
                  "--people.port=" + place.peoplePort(),
                  "--node.port=" + place.nodePort(),
                  // Tags come and go here all the time, as nowhere else.
                  "--rollout.flapping-removals=1000"));
      command.addAll(settings);
      var builder = new ProcessBuilder(command);
      builder.environment().put("KITWARD_SERVER_HOME", place.state().resolve("server").toString());
      hosts.ifPresent(
          file -> builder.environment().put("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + file));
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      layOut();
      Process started = builder.start();
      process = Optional.of(started);
      Files.writeString(place.state().resolve("pid"), Long.toString(started.pid()));
      awaitReady(started);
    } catch (IOException e) {
      throw new LabException("the Kitward server could not be started", e);
    }
  }

  private void layOut() {
    if (!ServerPlace.isRoot()) {
      run("install", "-d", "-m", "700", place.state().toString(), data().toString());
      return;
    }
    run("install", "-d", "-m", "755", place.state().toString());
    run(
        "bash",
        "-c",
        "getent passwd kitward >/dev/null || useradd --system --home-dir /var/lib/kitward --shell /usr/sbin/nologin kitward");
    run("install", "-d", "-o", "kitward", "-g", "kitward", "-m", "700", data().toString());
  }

  private void awaitReady(Process started) throws IOException {
    long end = System.nanoTime() + START.toNanos();
    int ready = count("is ready: people at");
    while (count("is ready: people at") == ready || ready < 0) {
      if (!started.isAlive() || System.nanoTime() - end > 0) {
        throw new LabException("the Kitward server did not come up; it said:\n" + tail());
      }
      pause();
    }
  }

  private int count(String words) throws IOException {
    return Files.exists(log())
        ? (int) Files.readAllLines(log()).stream().filter(line -> line.contains(words)).count()
        : 0;
  }

  private String tail() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while waiting", e);
    }
  }

  /** Ends the server at once, as a crash does; what it started is left to the next start. */
  public void kill() {
    process.ifPresent(
        running -> {
          running.destroyForcibly();
          await(running);
        });
    process = Optional.empty();
  }

  /** Ends the server in order; its data stays. */
  public void stop() {
    process.ifPresent(
        running -> {
          running.destroy();
          await(running);
        });
    process = Optional.empty();
  }

  private static void await(Process running) {
    try {
      if (!running.waitFor(60, TimeUnit.SECONDS)) {
        throw new LabException("the Kitward server did not end within a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while the Kitward server ended", e);
    }
  }

  /** The process that runs the server, while it does. */
  public long pid() {
    return process.orElseThrow(() -> new LabException("the Kitward server is not running")).pid();
  }

  /** What the server says; stays when the server is closed, until the next one of the room. */
  public Path log() {
    return place.state().resolveSibling(place.state().getFileName() + "-server.log");
  }

  /** Where the server keeps its data. */
  public Path data() {
    return place.state().resolve("data");
  }

  /** The people's door, as this machine reaches it. */
  public String url() {
    return "https://localhost:" + place.peoplePort();
  }

  public int nodePort() {
    return place.nodePort();
  }

  /** The authority of the people's door. */
  public Path ca() {
    return data().resolve("ca/ca.pem");
  }

  /** The administrator's token. */
  public Path token() {
    return data().resolve("admin.token");
  }

  /** Runs the command line against this server; what it printed. */
  public Output command(String... arguments) {
    return command(Optional.empty(), arguments);
  }

  /**
   * The same, where the command line knows other names and addresses than the machine.
   *
   * @param hosts in the form of {@code /etc/hosts}
   */
  public Output command(Path hosts, String... arguments) {
    return command(Optional.of(hosts), arguments);
  }

  private Output command(Optional<Path> hosts, String... arguments) {
    var command = new ArrayList<>(List.of("bash", home.resolve("kitward").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("KITWARD_SERVER", url());
    builder.environment().put("KITWARD_CA", ca().toString());
    builder.environment().put("KITWARD_TOKEN_FILE", token().toString());
    hosts.ifPresent(
        file -> builder.environment().put("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + file));
    return Commands.run(builder, Duration.ofMinutes(2));
  }

  private static void run(String... command) {
    Commands.run(new ProcessBuilder(command), Duration.ofMinutes(1))
        .orThrow(String.join(" ", command));
  }

  /** Ends what a predecessor left running on this room's data directory, and forgets the data. */
  private void sweep() {
    for (ProcessHandle handle : ProcessHandle.allProcesses().toList()) {
      if (isOurs(handle.pid()) && handle.pid() != ProcessHandle.current().pid()) {
        handle.destroyForcibly();
        handle.onExit().join();
      }
    }
    Commands.run(new ProcessBuilder("rm", "-rf", place.state().toString()), Duration.ofMinutes(1))
        .orThrow("removing " + place.state());
  }

  /**
   * Whether a process works on this room's data. Java's own view of a command line ends after 4096
   * bytes, and a class path is longer.
   */
  private boolean isOurs(long pid) {
    try {
      String line = Files.readString(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ');
      return line.contains(data() + "/") || line.contains("--data-directory=" + data() + " ");
    } catch (IOException e) {
      return false; // it is gone, or its command line is no text
    }
  }

  @Override
  public void close() {
    stop();
    sweep();
  }
}
