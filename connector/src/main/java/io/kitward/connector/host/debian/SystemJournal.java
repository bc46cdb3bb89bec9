package io.kitward.connector.host.debian;

import io.kitward.connector.apply.SystemLog;
import io.kitward.protocol.NodeEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * systemd's journal, with structured fields: {@code KITWARD_SERVICE}, {@code KITWARD_EVENT}, and
 * {@code OBJECT_SYSTEMD_UNIT}, by which {@code journalctl -u} of the tool shows the line too. Java
 * has no datagram sockets of the Unix kind, so {@code logger} hands the entries over.
 */
public final class SystemJournal implements SystemLog {

  private static final Logger LOG = LoggerFactory.getLogger("io.kitward.connector");
  private static final Path SOCKET = Path.of("/run/systemd/journal/socket");
  private static final String OWN = "kitward-connector.service";
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ExecutorService executor;
  private final boolean present;

  /**
   * @param executor runs one task at a time, so that the order stays
   */
  public SystemJournal(ExecutorService executor) {
    this.executor = executor;
    this.present = Files.exists(SOCKET) && Files.isExecutable(Path.of("/usr/bin/logger"));
  }

  @Override
  public boolean say(NodeEvent event, List<String> units, String message) {
    if (!present) {
      return false;
    }
    String entry = entry(event, units, message);
    executor.execute(() -> hand(entry, message));
    return true;
  }

  /** An entry as {@code logger --journald} reads it: a field a line. */
  static String entry(NodeEvent event, List<String> units, String message) {
    var entry = new StringBuilder();
    field(entry, "MESSAGE", message);
    field(entry, "PRIORITY", Integer.toString(priority(event.kind())));
    field(entry, "SYSLOG_IDENTIFIER", "kitward");
    field(entry, "KITWARD_SERVICE", event.service());
    field(entry, "KITWARD_EVENT", event.kind().name().toLowerCase(Locale.ROOT));
    field(entry, "KITWARD_GENERATION", Long.toString(event.generation()));
    units.forEach(unit -> field(entry, "OBJECT_SYSTEMD_UNIT", unit));
    // The process that hands the entry over may be gone before the journal looks whose it was.
    field(entry, "OBJECT_SYSTEMD_UNIT", OWN);
    return entry.toString();
  }

  private static void field(StringBuilder entry, String name, String value) {
    entry.append(name).append('=').append(value.replaceAll("\\p{Cntrl}+", " ")).append('\n');
  }

  private static int priority(NodeEvent.Kind kind) {
    return switch (kind) {
      case GAVE_UP -> 3;
      case REFUSED, FAILED, DRIFTED, KEPT, RETURNED, TRIED, FLAPPING -> 4;
      case REPAIRED, REMOVED, UPGRADED, RESTARTED_BY_SYSTEMD, SUSPENDED, RESUMED -> 5;
      case RECEIVED, RECORDED, ACTING, INSTALLED, CONFIGURED, STARTED, HEALTHY, OTHER -> 6;
    };
  }

  private static void hand(String entry, String message) {
    try {
      Process process =
          new ProcessBuilder("/usr/bin/logger", "--journald")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (var in = process.getOutputStream()) {
        in.write(entry.getBytes(StandardCharsets.UTF_8));
      }
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        LOG.warn("{}", message);
      } else if (process.exitValue() != 0) {
        LOG.warn("{}", message);
      }
    } catch (IOException e) {
      LOG.warn("{} (the journal takes no entry: {})", message, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
