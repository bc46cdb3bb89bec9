package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward exception}: the gaps that stay listed until they are closed. */
@Command(
    name = "exception",
    description = "Open gaps between what policy wants and what is.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ExceptionCommand.ListCommand.class,
      ExceptionActs.CausesCommand.class,
      ExceptionActs.ShowCommand.class,
      ExceptionActs.AssignCommand.class,
      ExceptionActs.CommentCommand.class,
      ExceptionActs.AcceptCommand.class,
      ExceptionActs.ReopenCommand.class,
      ExceptionCommand.ReleaseCommand.class
    })
final class ExceptionCommand {

  /** {@code kitward exception list}. */
  @Command(name = "list", description = "Lists exceptions, newest first.")
  static final class ListCommand extends ServerCommand {
    @Option(
        names = "--state",
        description = "open, accepted, released, closed or all (${DEFAULT-VALUE})")
    String state = "open";

    @Override
    public Integer call() {
      JsonNode page = root().api().get("/v1/exceptions?limit=1000&state=" + Api.escape(state));
      if (structured()) {
        print(typed("ExceptionList", page));
        return Exit.DONE;
      }
      List<JsonNode> exceptions = page.path("items").valueStream().toList();
      Table table = Nouns.EXCEPTIONS.table(false);
      for (JsonNode each : exceptions) {
        if (output() == OutputFormat.name) {
          out().println(Text.clean("exception/" + Nouns.text(each, "id")));
        } else {
          Nouns.EXCEPTIONS.add(table, each, root().style(), now(), false);
        }
      }
      if (!table.isEmpty()) {
        print(table, "");
      } else if (exceptions.isEmpty()) {
        err().println("No exceptions.");
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward exception release}. */
  @Command(name = "release", description = "Lets go what an exception holds.")
  static final class ReleaseCommand extends ServerCommand {
    private static final int LISTED = 50;

    @Parameters(index = "0", paramLabel = "ID")
    String id = "";

    @Option(names = "--dry-run", description = "Only show what would go, all of it")
    boolean dryRun;

    @Override
    public Integer call() {
      if (dryRun) {
        held();
        return Exit.DONE;
      }
      if (!structured()) {
        held();
      }
      JsonNode released =
          root()
              .api()
              .send(
                  "POST",
                  "/v1/exceptions/" + Api.escape(id) + "/release",
                  BodyPublishers.noBody(),
                  Map.of())
              .body();
      if (structured()) {
        print(typed("Exception", released));
      } else {
        boolean brake = Nouns.text(released, "kind").equals("brake");
        String what = brake ? ": " + Nouns.text(released, "message") : " released";
        out().println(Text.clean("exception/" + id + what));
      }
      return Exit.DONE;
    }

    /** Shows what goes now. */
    private void held() {
      for (JsonNode each : root().api().get("/v1/exceptions?limit=1000&state=open").path("items")) {
        if (!Nouns.text(each, "id").equals(id)) {
          continue;
        }
        if (structured()) {
          print(typed("Exception", each));
          return;
        }
        out().println(Text.clean(Nouns.text(each, "message")));
        int all = each.path("details").size();
        int listed = dryRun ? all : Math.min(all, LISTED);
        each.path("details")
            .valueStream()
            .limit(listed)
            .forEach(line -> out().println("  - " + Text.clean(line.asString())));
        if (all > listed) {
          out().println("  … and " + (all - listed) + " more; --dry-run shows them all");
        }
        return;
      }
      if (dryRun) {
        throw new Failure(
            Exit.NOT_FOUND,
            "exception-unknown",
            "There is no open exception “" + Text.clean(id) + "”.",
            "List them with: kitward exception list");
      }
    }
  }
}
