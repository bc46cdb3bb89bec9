package io.kitward.cli;

import static io.kitward.cli.Table.Fit.KEEP;
import static io.kitward.cli.Table.Fit.NAME;
import static io.kitward.cli.Table.Fit.NUMBER;
import static io.kitward.cli.Table.Fit.SENTENCE;
import static io.kitward.cli.Table.column;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code kitward report}: what was, for people who ask afterwards. */
@Command(
    name = "report",
    description = "Reports: who had what over a month, figures over time.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ReportCommand.CoverageCommand.class, ReportCommand.HistoryCommand.class})
final class ReportCommand {

  private ReportCommand() {}

  /** What both have in common: where the report goes. */
  abstract static class Report extends ServerCommand implements Exporting {

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        description = "Where to write it; standard output unless set")
    Optional<Path> file = Optional.empty();

    abstract String path();

    abstract Map<String, Optional<String>> parameters();

    abstract String kind();

    abstract Table table(JsonNode report);

    @Override
    public Integer call() {
      if (file.isPresent() && !exports().contains(output())) {
        throw new Failure(
            Exit.USAGE,
            "usage",
            "A file is written in one of these forms: " + exports(),
            "Say which with -o.");
      }
      if (output() == OutputFormat.csv || output() == OutputFormat.html) {
        write(root().api().text(address(Optional.of(output().name()))));
      } else {
        JsonNode report = root().api().get(address(Optional.empty()));
        if (file.isPresent()) {
          write(
              Api.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(typed(kind(), report))
                  + "\n");
        } else if (structured()) {
          print(typed(kind(), report));
        } else {
          print(table(report), "");
          note(report).ifPresent(err()::println);
        }
      }
      return Exit.DONE;
    }

    /** What the reader must know beside the table. */
    Optional<String> note(JsonNode report) {
      return Optional.empty();
    }

    private String address(Optional<String> format) {
      var all = new LinkedHashMap<>(parameters());
      all.put("format", format);
      String query =
          all.entrySet().stream()
              .filter(entry -> entry.getValue().isPresent())
              .map(entry -> entry.getKey() + "=" + Api.escape(entry.getValue().get()))
              .collect(Collectors.joining("&"));
      return path() + (query.isEmpty() ? "" : "?" + query);
    }

    private void write(String text) {
      if (file.isEmpty()) {
        out().print(text);
        return;
      }
      try {
        Files.writeString(file.get(), text);
      } catch (IOException e) {
        throw new Failure(
            Exit.FAILED,
            "file",
            "Cannot write " + file.get() + ": " + e.getMessage(),
            "Choose another.");
      }
      err().println("Written to " + file.get() + ".");
    }
  }

  /** {@code kitward report coverage}. */
  @Command(
      name = "coverage",
      description =
          "Which nodes should have which service in a month, which had it, for which share of the"
              + " time, and why not.")
  static final class CoverageCommand extends Report {

    @Option(
        names = "--month",
        paramLabel = "MONTH",
        description = "Such as 2026-10, in UTC; this month unless set")
    Optional<String> month = Optional.empty();

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "SELECTOR",
        description = "Only these nodes, by their last tags in the month")
    Optional<String> selector = Optional.empty();

    @Option(
        names = "--key",
        paramLabel = "KEY",
        description = "A line for each value of this tag key")
    Optional<String> key = Optional.empty();

    @Override
    public Set<OutputFormat> exports() {
      return Set.of(OutputFormat.csv, OutputFormat.html, OutputFormat.json);
    }

    @Override
    String path() {
      return "/v1/reports/coverage";
    }

    @Override
    Map<String, Optional<String>> parameters() {
      var all = new LinkedHashMap<String, Optional<String>>();
      all.put("month", month);
      all.put("selector", selector);
      all.put("key", key);
      return all;
    }

    @Override
    String kind() {
      return "Coverage";
    }

    @Override
    public Integer call() {
      try {
        return super.call();
      } catch (Failure failure) {
        throw failure.code().equals("selector-malformed")
            ? Refusals.withCaret(failure, selector.orElse(""))
            : failure;
      }
    }

    @Override
    Table table(JsonNode report) {
      var table =
          new Table(
              List.of(
                  column("SERVICE", NAME),
                  column(key.map(name -> name.toUpperCase(Locale.ROOT)).orElse("GROUP"), NAME),
                  column("SHOULD", NUMBER),
                  column("HAD", NUMBER),
                  column("NOW", NUMBER),
                  column("SHARE", NUMBER),
                  column("GAPS", SENTENCE)));
      for (JsonNode line : report.path("lines")) {
        String group = Nouns.text(line, "group");
        table.row(
            Nouns.text(line, "service"),
            group.isEmpty() ? (key.isPresent() ? "–" : "all") : group,
            Nouns.text(line, "should"),
            Nouns.text(line, "had"),
            Nouns.text(line, "now"),
            String.format(Locale.ROOT, "%.2f%%", line.path("share").asDouble(0)),
            gaps(line.path("gaps")));
      }
      return table;
    }

    private static String gaps(JsonNode gaps) {
      var words = new ArrayList<String>();
      for (JsonNode gap : gaps) {
        String cause = Nouns.text(gap, "cause");
        words.add(
            Nouns.text(gap, "phase")
                + (cause.isEmpty() ? "" : " (" + cause + ")")
                + " "
                + Nouns.text(gap, "hours")
                + " h on "
                + Nouns.text(gap, "nodes"));
      }
      return String.join("; ", words);
    }

    @Override
    Optional<String> note(JsonNode report) {
      String from = Nouns.text(report, "from");
      return report.path("whole").asBoolean(true)
          ? Optional.empty()
          : Optional.of("What was before " + from + " is not known.");
    }
  }

  /** {@code kitward report history}. */
  @Command(
      name = "history",
      description = "Figures over time: share functional, repairs, time until proven.")
  static final class HistoryCommand extends Report {

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "A moment or a day in UTC; a day before --to unless set")
    Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", description = "The same; now unless set")
    Optional<String> to = Optional.empty();

    @Option(names = "--service", paramLabel = "SERVICE", description = "Only of this one")
    Optional<String> service = Optional.empty();

    @Override
    public Set<OutputFormat> exports() {
      return Set.of(OutputFormat.csv, OutputFormat.json);
    }

    @Override
    String path() {
      return "/v1/history";
    }

    @Override
    Map<String, Optional<String>> parameters() {
      var all = new LinkedHashMap<String, Optional<String>>();
      all.put("from", from);
      all.put("to", to);
      all.put("service", service);
      return all;
    }

    @Override
    String kind() {
      return "History";
    }

    @Override
    Table table(JsonNode report) {
      var table =
          new Table(
              List.of(
                  column("AT", KEEP),
                  column("FUNCTIONAL", NUMBER),
                  column("REPAIRS", NUMBER),
                  column("PROVEN", NUMBER),
                  column("P50", NUMBER),
                  column("P95", NUMBER)));
      for (JsonNode point : report.path("points")) {
        JsonNode seconds = point.path("provenSeconds");
        table.row(
            Nouns.text(point, "at"),
            point.has("functional")
                ? String.format(Locale.ROOT, "%.2f%%", point.path("functional").asDouble(0))
                : "–",
            Nouns.text(point, "repairs"),
            Nouns.text(point, "proven"),
            seconds.has("p50") ? Nouns.text(seconds, "p50") + " s" : "–",
            seconds.has("p95") ? Nouns.text(seconds, "p95") + " s" : "–");
      }
      return table;
    }
  }
}
