package io.kitward.lab.bench;

import io.kitward.lab.Room;
import io.kitward.lab.Stage;
import io.kitward.lab.catalog.CatalogLab;
import io.kitward.lab.catalog.CatalogProof;
import io.kitward.lab.catalog.ProofTable;
import io.kitward.lab.catalog.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code kitward bench}: measurements on real hosts of this machine. */
@Command(
    name = "kitward bench",
    mixinStandardHelpOptions = true,
    description = "Measures Kitward on real Debian hosts of this machine (root).",
    subcommandsRepeatable = false)
public final class Bench {

  /** How figures are printed. */
  enum Format {
    TEXT,
    JSON
  }

  @Option(
      names = {"-o", "--output"},
      defaultValue = "text",
      scope = CommandLine.ScopeType.INHERIT,
      description = "text (the default) or json.")
  private Format output = Format.TEXT;

  @Option(
      names = "--times",
      defaultValue = "10",
      scope = CommandLine.ScopeType.INHERIT,
      description = "How often each thing is measured (default 10).")
  private int times = 10;

  @Option(
      names = "--room",
      defaultValue = "bench",
      scope = CommandLine.ScopeType.INHERIT,
      description = "The lab's room: bench (the default), test or demo.")
  private Room room = Room.BENCH;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      scope = CommandLine.ScopeType.INHERIT,
      description = "How long footprint measures (default 10).")
  private int minutes = 10;

  @Option(
      names = "--hosts",
      defaultValue = "2000",
      scope = CommandLine.ScopeType.INHERIT,
      description = "How many hosts consoles registers in each (default 2,000).")
  private int hosts = 2_000;

  private Bench() {}

  /** Runs a measurement; exit code 1 when a goal was missed. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }

  @Command(
      description =
          "Breaks the exporter on db1 in each way: how fast is it detected, and repaired from there?")
  int repair() {
    return measure(stage -> Repairs.measure(stage, times));
  }

  @Command(
      description =
          "Stops, kills, edits and deletes on db1 (--times 100): how long until it runs again, p50 and p99?")
  int recovery() {
    return measure(stage -> Recoveries.measure(stage, times));
  }

  @Command(
      name = "first-action",
      description = "From a desired state received to the first change on the node.")
  int firstAction() {
    return measure(stage -> FirstActions.measure(stage, times));
  }

  @Command(
      description = "Takes a tag away: how long until the services are gone, and what is left?")
  int offboarding() {
    return measure(stage -> Departures.measure(stage, times));
  }

  @Command(
      description =
          "Adds and removes a tag: how long from its commit to each stage of the deployment?")
  int cycles() {
    return measure(stage -> TagCycles.measure(stage, times));
  }

  @Command(
      description = "An unchanged puppet run: what does it ask, and what is written within 60 s?")
  int unchanged() {
    return measure(UnchangedRun::measure);
  }

  @Command(
      description =
          "Memory, processor and disk of an idle connector with 12 services, beside Puppet's agent.")
  int footprint() {
    return measure(stage -> Footprint.measure(stage, minutes));
  }

  @Command(
      description =
          "Deployments that meet trouble: the fault table, and --times kills at random moments.")
  int faults() {
    return measure(stage -> Faults.measure(stage, times));
  }

  @Command(
      description =
          "Hosts in a real Zabbix and Icinga: from nothing beside a bare client, with nothing to do,"
              + " and with one tag changed.")
  int consoles() {
    return print(() -> ConsoleFigures.measure(room, hosts));
  }

  @Command(
      description =
          "Takes every tool of the catalog through its life on three hosts; prints the table in"
              + " Markdown, or with -o json each case. Exit code 1 when a case was not as it shall"
              + " be.")
  int catalog() throws IOException {
    var tableOut = System.out;
    System.setOut(System.err);
    Path folder = Files.createTempDirectory("kitward-catalog");
    List<Row> rows;
    try (CatalogLab lab = CatalogLab.open(room)) {
      rows = CatalogProof.run(lab, folder);
    }
    tableOut.println(
        output == Format.JSON
            ? JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(rows)
            : ProofTable.markdown(rows));
    tableOut.flush();
    return ProofTable.failures(rows).isEmpty() ? 0 : 1;
  }

  private int measure(Function<Stage, List<Figure>> measurement) {
    return print(
        () -> {
          try (Stage stage = Stage.open(room)) {
            return measurement.apply(stage);
          }
        });
  }

  private int print(Supplier<List<Figure>> measurement) {
    // What the stage tells goes to standard error: standard output is for the figures.
    var figuresOut = System.out;
    System.setOut(System.err);
    List<Figure> figures = measurement.get();
    switch (output) {
      case TEXT -> figures.forEach(figure -> figuresOut.println(figure.line()));
      case JSON ->
          figuresOut.println(
              JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(figures));
    }
    figuresOut.flush();
    List<String> missed =
        figures.stream().filter(figure -> !figure.reached()).map(Figure::id).toList();
    missed.forEach(id -> System.err.printf(Locale.ROOT, "goal missed: %s%n", id));
    return missed.isEmpty() ? 0 : 1;
  }
}
