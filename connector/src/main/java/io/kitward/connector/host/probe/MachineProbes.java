package io.kitward.connector.host.probe;

import io.kitward.connector.host.Probes;
import io.kitward.protocol.Check;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All checks but that of a unit, on this machine. A slow answer is a failure after a few seconds; a
 * program is started only for commands and for the journal. Thread-safe.
 */
public final class MachineProbes implements Probes {

  private static final int CONNECT_MILLIS = 3_000;

  /** How a program ended; {@code output} is both streams together. */
  public record Ended(int code, String output) {

    /** The last line that says something. */
    public String lastLine() {
      return output.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b).strip();
    }
  }

  /** The end of a file, and when it was last written to. */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  public record End(byte[] content, Instant modified) {}

  /** Runs a program with an environment of its own. */
  public interface Run {
    Ended run(Duration limit, List<String> command, Map<String, String> environment);
  }

  /** Reads the end of a file, at most so many bytes; empty when there is none. */
  public interface Tail {
    Optional<End> of(String path, int most);
  }

  private final Clock clock;
  private final Processes processes;
  private final Sockets sockets;
  private final Logs logs;
  private final Commands commands;

  public MachineProbes(Clock clock, Run programs, Tail files) {
    this.clock = clock;
    this.processes = new Processes(Path.of("/proc"));
    this.sockets = new Sockets(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    this.logs = new Logs(files, programs);
    this.commands = new Commands(programs);
  }

  @Override
  public Optional<String> failing(Check check) {
    return switch (check) {
      case Check.UnitActive ignored -> Optional.empty();
      case Check.ProcessRuns(String name, String user) -> processes.missing(name, user);
      case Check.TcpOpen tcp -> tcp(tcp);
      case Check.PortOwner owner -> sockets.notHeld(owner);
      case Check.HttpAnswers http -> http(http);
      case Check.CommandSucceeds command -> commands.failing(command);
      case Check.FileFresh file -> fresh(file);
      case Check.MetricsAnswer metrics -> metrics(metrics);
      case Check.LogShows log -> logs.missing(log, clock.instant());
    };
  }

  @Override
  public String output(Check.CommandSucceeds check) {
    return commands.output(check);
  }

  private static Optional<String> tcp(Check.TcpOpen check) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), check.port()), CONNECT_MILLIS);
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of("TCP port " + check.port() + ": " + e.getMessage());
    }
  }

  private Optional<String> fresh(Check.FileFresh check) {
    try {
      Instant written = Files.getLastModifiedTime(Path.of(check.path())).toInstant();
      return written.isBefore(clock.instant().minus(check.age()))
          ? Optional.of(check.path() + " was last written to at " + written)
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.of("there is no " + check.path());
    } catch (IOException e) {
      return Optional.of("cannot look at " + check.path() + ": " + e.getMessage());
    }
  }

  private static Optional<String> http(Check.HttpAnswers check) {
    try {
      return HttpGet.ask(
          URI.create(check.url()),
          (status, body) -> {
            if (status != check.status()) {
              return Optional.of(check.url() + " answers with status " + status);
            }
            return check.contains().isEmpty() || contains(body, check.contains())
                ? Optional.empty()
                : Optional.of(check.url() + " answers without \"" + check.contains() + "\"");
          });
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(check.url() + ": " + e.getMessage());
    }
  }

  /** Looks through the body piece by piece, so that a large page costs no memory. */
  private static boolean contains(InputStream body, String text) throws IOException {
    String wanted = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    byte[] buffer = new byte[16_384];
    String carried = "";
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      String window = carried + new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
      if (window.contains(wanted)) {
        return true;
      }
      carried = window.substring(Math.max(0, window.length() - wanted.length()));
    }
    return false;
  }

  private static Optional<String> metrics(Check.MetricsAnswer check) {
    try {
      return HttpGet.ask(
          URI.create(check.url()),
          (status, body) -> {
            if (status != 200) {
              return Optional.of(check.url() + " answers with status " + status);
            }
            var metrics = new Metrics(check.metric());
            metrics.read(body);
            if (metrics.samples() < Math.max(1, check.samples())) {
              return Optional.of(
                  check.url()
                      + " answers with "
                      + metrics.samples()
                      + " samples, fewer than "
                      + Math.max(1, check.samples()));
            }
            return metrics.found()
                ? Optional.empty()
                : Optional.of(check.url() + " answers without a sample of " + check.metric());
          });
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(check.url() + ": " + e.getMessage());
    }
  }
}
