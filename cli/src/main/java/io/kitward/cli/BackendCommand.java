package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward backend}: what consoles hold beside what they shall have. */
@Command(
    name = "backend",
    description = "What a console holds, beside what it shall have.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BackendCommand.Check.class,
      BackendCommand.Adopt.class,
      BackendCommand.Remove.class
    })
final class BackendCommand {

  private static String ledger(String backend) {
    return "/v1/backends/" + Api.escape(backend) + "/ledger";
  }

  private static String host(String backend, String host) {
    return "/v1/backends/" + Api.escape(backend) + "/hosts/" + Api.escape(host);
  }

  /** {@code kitward backend check}. */
  @Command(
      name = "check",
      description =
          "Looks at a console now: what is missing, differs, is left over, there twice, or not Kitward's. Changes nothing.")
  static final class Check extends ServerCommand {

    private static final List<String> GAPS =
        List.of("missing", "differing", "orphans", "duplicates");

    @Parameters(index = "0", paramLabel = "BACKEND")
    String backend = "";

    @Option(names = "--strangers", description = "List hosts that Kitward did not make, too")
    boolean strangers;

    /** Ends with 8 when there is a gap. */
    @Override
    public Integer call() {
      JsonNode ledger = root().api().get(ledger(backend));
      boolean gap = GAPS.stream().anyMatch(what -> !ledger.path(what).isEmpty());
      if (structured()) {
        print(typed("Ledger", ledger));
        return gap ? Exit.UNHEALTHY : Exit.DONE;
      }
      var table =
          new Table(
              List.of(
                  Table.column("WHAT", Table.Fit.KEEP),
                  Table.column("HOST", Table.Fit.NAME),
                  Table.column("ID", Table.Fit.NAME),
                  Table.column("NOTE", Table.Fit.SENTENCE)));
      rows(table, "missing", ledger.path("missing"));
      rows(table, "differs", ledger.path("differing"));
      rows(table, "orphan", ledger.path("orphans"));
      rows(table, "duplicate", ledger.path("duplicates"));
      for (JsonNode each : ledger.path("adoptable")) {
        table.row(
            "adoptable",
            Nouns.text(each, "name"),
            Nouns.text(each, "id"),
            "has the " + Nouns.text(each, "by") + " of " + Nouns.text(each, "node"));
      }
      if (strangers) {
        rows(table, "stranger", ledger.path("strangers"));
      }
      if (!table.isEmpty()) {
        print(table, "");
      }
      next(ledger);
      return gap ? Exit.UNHEALTHY : Exit.DONE;
    }

    private static void rows(Table table, String what, JsonNode hosts) {
      for (JsonNode each : hosts) {
        table.row(what, Nouns.text(each, "name"), Nouns.text(each, "id"), Nouns.text(each, "note"));
      }
    }

    private void next(JsonNode ledger) {
      int others = ledger.path("strangersInAll").asInt(0);
      out()
          .println(
              Text.clean(
                  backend
                      + ": "
                      + ledger.path("kept").asInt(0)
                      + " as they shall be, "
                      + others
                      + " that are not Kitward's"
                      + (others > 0 && !strangers ? " (--strangers lists them)" : "")));
      var advice = new ArrayList<String>();
      if (!ledger.path("adoptable").isEmpty()) {
        JsonNode first = ledger.path("adoptable").path(0);
        advice.add(
            "have one taken over: kitward backend adopt "
                + backend
                + " "
                + Nouns.text(first, "id")
                + " --node "
                + Nouns.text(first, "node"));
      }
      if (!ledger.path("orphans").isEmpty()) {
        advice.add(
            "delete an orphan: kitward backend remove "
                + backend
                + " "
                + Nouns.text(ledger.path("orphans").path(0), "id"));
      }
      advice.forEach(line -> out().println(Text.clean("  " + line)));
    }
  }

  /** {@code kitward backend adopt}. */
  @Command(
      name = "adopt",
      description =
          "Has a host that Kitward did not make taken over as a node's; what people set on it stays.")
  static final class Adopt extends ServerCommand {

    @Parameters(index = "0", paramLabel = "BACKEND")
    String backend = "";

    @Parameters(index = "1", paramLabel = "HOST-ID", description = "As backend check shows it")
    String host = "";

    @Option(
        names = "--node",
        required = true,
        paramLabel = "NODE",
        description = "Whose host it is")
    String node = "";

    @Override
    public Integer call() {
      JsonNode ledger =
          root()
              .api()
              .send(
                  "POST",
                  host(backend, host) + "/adopt?node=" + Api.escape(node),
                  BodyPublishers.noBody(),
                  Map.of())
              .body();
      if (structured()) {
        print(typed("Ledger", ledger));
      } else {
        out().println(Text.clean(backend + "/" + host + " becomes the host of " + node));
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward backend remove}. */
  @Command(
      name = "remove",
      description = "Deletes an orphan: a host that Kitward made and that no node stands behind.")
  static final class Remove extends ServerCommand {

    @Parameters(index = "0", paramLabel = "BACKEND")
    String backend = "";

    @Parameters(index = "1", paramLabel = "HOST-ID", description = "As backend check shows it")
    String host = "";

    @Override
    public Integer call() {
      JsonNode ledger =
          root()
              .api()
              .send("DELETE", host(backend, host), BodyPublishers.noBody(), Map.of())
              .body();
      if (structured()) {
        print(typed("Ledger", ledger));
      } else {
        out().println(Text.clean(backend + "/" + host + " is gone"));
      }
      return Exit.DONE;
    }
  }
}
