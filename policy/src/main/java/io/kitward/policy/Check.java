package io.kitward.policy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How the connector sees that a service works, or what proves that it does; in a document ports,
 * URLs, texts and arguments are templates.
 */
public sealed interface Check {
  /** The unit is active. */
  record Unit(String unit) implements Check {}

  /** A process of this name runs, of this user unless that is empty. */
  record ProcessRuns(String name, String user) implements Check {}

  /** A connection to this port of the node itself is accepted. */
  record Tcp(String port) implements Check {}

  /** The port is open and held by a process of this unit. */
  record PortOwner(String port, Transport transport, String unit) implements Check {}

  /** The page answers with this status and contains the text, which may be empty. */
  record Http(String url, String contains, int status) implements Check {}

  /** A command ends with this exit code, and its output contains the text, which may be empty. */
  record Command(List<String> command, String user, int exit, String contains, Duration timeout)
      implements Check {
    public Command {
      command = List.copyOf(command);
    }
  }

  /** The file was changed within this time. */
  record FileAge(String path, Duration age) implements Check {}

  /** An exporter answers with so many samples, one of them of this metric unless that is empty. */
  record Metrics(String url, String metric, int samples) implements Check {}

  /** A file or the journal of a unit has a line that matches, not older than this. */
  record Log(String source, String pattern, Duration within) implements Check {}

  /** The transport of a port. */
  enum Transport {
    TCP,
    UDP
  }

  /** The check with every template in it rewritten. */
  default Check rewritten(UnaryOperator<String> template) {
    return switch (this) {
      case Unit unit -> unit;
      case ProcessRuns process -> process;
      case Tcp tcp -> new Tcp(template.apply(tcp.port()));
      case PortOwner owner ->
          new PortOwner(template.apply(owner.port()), owner.transport(), owner.unit());
      case Http http ->
          new Http(template.apply(http.url()), template.apply(http.contains()), http.status());
      case Command command ->
          new Command(
              command.command().stream().map(template).toList(),
              command.user(),
              command.exit(),
              template.apply(command.contains()),
              command.timeout());
      case FileAge file -> file;
      case Metrics metrics ->
          new Metrics(template.apply(metrics.url()), metrics.metric(), metrics.samples());
      case Log log -> log;
    };
  }

  /** The check in one line for people, such as {@code tcp port=9100}. */
  default String words() {
    Map<String, Object> form = new TreeMap<>(ServiceForm.check(this));
    return form.remove("type")
        + form.entrySet().stream()
            .map(field -> " " + field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining());
  }
}
