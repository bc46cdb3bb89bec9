package io.kitward.connector.host.debian;

import io.kitward.connector.host.HostFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end, or killed with its children when its time is over. */
public final class Command {

  private static final int OUTPUT_LIMIT = 8 << 20;

  private Command() {}

  /** How a program ended; {@code output} is both streams together. */
  public record Ended(int code, String output) {

    public boolean succeeded() {
      return code == 0;
    }

    /** The last line that says something. */
    public String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
    }
  }

  /**
   * Runs a program.
   *
   * @throws HostFailure when it cannot be started or does not end in time
   */
  public static Ended run(Duration limit, List<String> command) {
    var builder = new ProcessBuilder(new ArrayList<>(command));
    Map<String, String> environment = builder.environment();
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("DEBIAN_FRONTEND", "noninteractive");
    environment.put("APT_LISTCHANGES_FRONTEND", "none");
    environment.put("NEEDRESTART_SUSPEND", "1");
    environment.putIfAbsent("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("SYSTEMD_COLORS", "0");
    return run(limit, builder);
  }

  /**
   * Runs a program that somebody else named: nothing of this process's environment is handed on.
   *
   * @param given what it gets beside PATH and LANG
   * @throws HostFailure {@code NOT_FOUND} when it cannot be started; {@code FAILED} when it does
   *     not end in time
   */
  static Ended alone(Duration limit, List<String> command, Map<String, String> given) {
    var builder = new ProcessBuilder(new ArrayList<>(command));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("LANG", "C.UTF-8");
    environment.putAll(given);
    builder.directory(new java.io.File("/"));
    return run(limit, builder);
  }

  private static Ended run(Duration limit, ProcessBuilder builder) {
    builder.redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    List<String> command = builder.command();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new HostFailure(
          HostFailure.Kind.NOT_FOUND,
          "cannot run " + command.getFirst() + ": " + e.getMessage(),
          e);
    }
    var output = new ByteArrayOutputStream();
    Thread reader = Thread.ofVirtual().start(() -> drain(process.getInputStream(), output));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        throw new HostFailure(
            HostFailure.Kind.FAILED,
            String.join(" ", command) + " did not end within " + limit.toSeconds() + " s");
      }
      // a daemon that a maintainer script left behind may hold the pipe open: do not wait for it
      reader.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new HostFailure(HostFailure.Kind.FAILED, "interrupted", e);
    }
    synchronized (output) {
      return new Ended(
          process.exitValue(), output.toString(java.nio.charset.StandardCharsets.UTF_8));
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static void drain(InputStream from, ByteArrayOutputStream into) {
    byte[] buffer = new byte[8192];
    try (from) {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        synchronized (into) {
          if (into.size() < OUTPUT_LIMIT) {
            into.write(buffer, 0, count);
          }
        }
      }
    } catch (IOException e) {
      // the program was killed: what it said until then is kept
      return;
    }
  }
}
