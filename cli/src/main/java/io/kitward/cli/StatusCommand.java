package io.kitward.cli;

import static io.kitward.cli.Nouns.text;
import static io.kitward.cli.Table.Fit.KEEP;
import static io.kitward.cli.Table.Fit.NAME;
import static io.kitward.cli.Table.Fit.NUMBER;
import static io.kitward.cli.Table.Fit.SENTENCE;
import static io.kitward.cli.Table.column;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward status}: the whole fleet in one screen. */
@Command(name = "status", description = "The whole fleet in one screen.")
final class StatusCommand extends ServerCommand {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  @Option(
      names = "--fail-on",
      split = ",",
      paramLabel = "PHASE",
      description = "Exit 8 when an instance is in one of these phases")
  List<String> failOn = List.of();

  @Option(names = "--watch", description = "Prints it again whenever it changes")
  boolean watch;

  @Override
  public Integer call() throws InterruptedException {
    Api api = root().api();
    if (!watch) {
      return print(api, api.get("/v1/status"));
    }
    var last = new AtomicReference<>(Api.MAPPER.missingNode());
    new Repeating(err())
        .until(
            () -> {
              JsonNode status = api.get("/v1/status");
              if (!withoutTime(status).equals(last.getAndSet(withoutTime(status)))) {
                print(api, status);
              }
              return out().checkError();
            });
    return Exit.DONE;
  }

  private static JsonNode withoutTime(JsonNode status) {
    return status.isObject() ? ((ObjectNode) status.deepCopy()).without("at") : status;
  }

  private int print(Api api, JsonNode status) {
    if (structured()) {
      print(typed("Status", status));
    } else {
      show(api.host(), status);
    }
    boolean unhealthy =
        failOn.stream().anyMatch(phase -> status.path("instances").path(phase).asInt(0) > 0);
    return unhealthy ? Exit.UNHEALTHY : Exit.DONE;
  }

  private void show(String host, JsonNode status) {
    Style style = root().style();
    String simulated =
        text(status, "simulated").equals("0")
            ? ""
            : ", " + count(status, "simulated") + " simulated";
    out()
        .println(
            host
                + " · "
                + count(status, "nodes")
                + " nodes ("
                + count(status, "connected")
                + " connected"
                + simulated
                + ") · "
                + TIME.format(Instant.parse(text(status, "at"))));
    var phases = new ArrayList<String>();
    status
        .path("instances")
        .properties()
        .forEach(
            phase -> {
              if (phase.getValue().asInt(0) > 0) {
                phases.add(
                    style.paint(style.phase(phase.getKey()), phase.getKey())
                        + String.format(" %,d", phase.getValue().asInt())
                        + share(status, phase.getValue().asInt()));
              }
            });
    out().println("  " + (phases.isEmpty() ? "no instances yet" : String.join("   ", phases)));
    if (status.path("unproven").asInt(0) > 0) {
      out().println("  " + count(status, "unproven") + " ok · no console proves them");
    }
    causes(status, style);
    for (JsonNode backend : status.path("backends")) {
      String reached = text(backend, "status");
      boolean well = reached.equals("ok") && text(backend, "message").isEmpty();
      if (!well && !reached.equals("not-asked")) {
        out()
            .println(
                Text.clean(
                    "BACKEND "
                        + style.glyph(reached.equals("unknown") ? "pending" : "degraded")
                        + " "
                        + text(backend, "name")
                        + ": "
                        + (reached.equals("unknown") ? "not asked yet" : reached)
                        + (text(backend, "message").isEmpty()
                            ? ""
                            : ", " + text(backend, "message"))));
      }
    }
    if (status.path("openExceptions").asInt(0) > 0) {
      out().println("EXCEPTIONS " + count(status, "openExceptions") + "   kitward exception list");
    }
  }

  /** The share of all instances, where it is read aloud. */
  private String share(JsonNode status, int count) {
    int all = status.path("instances").valueStream().mapToInt(each -> each.asInt(0)).sum();
    return root().style().spoken()
        ? String.format(Locale.ROOT, " (%.1f%%)", 100.0 * count / all)
        : "";
  }

  private void causes(JsonNode status, Style style) {
    var table =
        new Table(
            List.of(
                column("CAUSE", SENTENCE),
                column("SERVICE", NAME),
                column("NODES", NUMBER),
                column("SINCE", KEEP)));
    for (JsonNode cause : status.path("causes")) {
      table.row(
          style.glyph(text(cause, "phase")) + " " + text(cause, "message"),
          text(cause, "service"),
          count(cause, "nodes"),
          Text.age(text(cause, "since"), now()));
    }
    if (!table.isEmpty()) {
      print(table, "");
    }
  }

  private static String count(JsonNode thing, String field) {
    return String.format("%,d", thing.path(field).asLong(0));
  }
}
