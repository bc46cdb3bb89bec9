package io.kitward.protocol;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;

/** What must hold on the node for a service to be healthy, or what proves that it does its work. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Check.UnitActive.class, name = "unit"),
  @JsonSubTypes.Type(value = Check.ProcessRuns.class, name = "process"),
  @JsonSubTypes.Type(value = Check.TcpOpen.class, name = "tcp"),
  @JsonSubTypes.Type(value = Check.PortOwner.class, name = "port-owner"),
  @JsonSubTypes.Type(value = Check.HttpAnswers.class, name = "http"),
  @JsonSubTypes.Type(value = Check.CommandSucceeds.class, name = "command"),
  @JsonSubTypes.Type(value = Check.FileFresh.class, name = "file-age"),
  @JsonSubTypes.Type(value = Check.MetricsAnswer.class, name = "metrics"),
  @JsonSubTypes.Type(value = Check.LogShows.class, name = "log")
})
public sealed interface Check {

  /** The systemd unit is active. */
  record UnitActive(String unit) implements Check {}

  /**
   * A process of this name runs.
   *
   * @param name as in {@code /proc/PID/comm}, at most 15 characters
   * @param user whose process it must be; empty for anybody's
   */
  record ProcessRuns(String name, String user) implements Check {}

  /** The port accepts a connection on the loopback address. */
  record TcpOpen(int port) implements Check {}

  /** The transport of a port. */
  enum Transport {
    TCP,
    UDP
  }

  /** The port is open, on any address of the node, and held by a process of this unit. */
  record PortOwner(int port, Transport transport, String unit) implements Check {}

  /**
   * The address answers.
   *
   * @param contains text that the body must contain; empty for any body
   * @param status the status that the answer must have
   */
  record HttpAnswers(String url, String contains, int status) implements Check {

    public HttpAnswers {
      status = status == 0 ? 200 : status;
    }

    /** It answers with status 200. */
    public HttpAnswers(String url, String contains) {
      this(url, contains, 200);
    }
  }

  /**
   * A command ends with an exit code; run without a shell. It is a hook to the node's own limits.
   *
   * @param user as whom it runs
   * @param contains text that its output must contain; empty for any output
   */
  record CommandSucceeds(
      List<String> command, String user, int exit, String contains, Duration timeout)
      implements Check {

    public CommandSucceeds {
      command = List.copyOf(command);
    }
  }

  /** The file is there and was changed within this time. */
  record FileFresh(String path, Duration age) implements Check {}

  /**
   * An exporter answers in the Prometheus text format with enough samples, one of them of this
   * metric.
   *
   * @param metric the metric's name; empty for any
   * @param samples how many samples at least
   */
  record MetricsAnswer(String url, String metric, int samples) implements Check {}

  /**
   * A tool's own log has a line that proves its work, for instance an acknowledged send.
   *
   * @param source an absolute path, or the name of a unit whose journal is read
   * @param pattern a regular expression (RE2's syntax) that a line must contain a match of
   * @param within how old that line may be; for a file, how long ago the file was last written to
   */
  record LogShows(String source, String pattern, Duration within) implements Check {}
}
