package io.kitward.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward tags}: the tags of the whole fleet. */
@Command(
    name = "tags",
    description = "Keeps a fleet's tags clean.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TagsCommand.ReportCommand.class, TagsCommand.RenameCommand.class})
final class TagsCommand {

  /** {@code kitward tags report}. */
  @Command(
      name = "report",
      description = "Keys unused or unread, near-duplicates, silent and flapping sources.")
  static final class ReportCommand extends ServerCommand {
    @Option(
        names = "--silent-for",
        paramLabel = "TIME",
        description = "Sources that said nothing for so long are silent (${DEFAULT-VALUE})")
    String silentFor = "7d";

    @Override
    public Integer call() {
      JsonNode report = root().api().get("/v1/tags/report?silent-for=" + Api.escape(silentFor));
      if (structured()) {
        print(typed("TagsReport", report));
        return Exit.DONE;
      }
      boolean clean = true;
      for (JsonNode section : report.path("findings")) {
        clean = false;
        out()
            .println(
                Text.clean(Nouns.text(section, "kind") + "  " + Nouns.text(section, "message")));
      }
      if (clean) {
        out().println("Nothing to clean up.");
      }
      return Exit.DONE;
    }
  }

  /** {@code kitward tags rename}. */
  @Command(
      name = "rename",
      description =
          "Plans another name for a tag key, on nodes, in selectors, rules and templates at once.")
  static final class RenameCommand extends ServerCommand {
    @Parameters(index = "0", paramLabel = "OLD")
    String from = "";

    @Parameters(index = "1", paramLabel = "NEW")
    String to = "";

    @Override
    public Integer call() {
      ObjectNode body = Api.MAPPER.createObjectNode();
      body.putObject("rename").put("from", from).put("to", to);
      JsonNode plan = PlanCommand.send(root().api(), body, new DocumentStream(), "");
      if (structured()) {
        print(typed("Plan", plan));
      } else if (output() == OutputFormat.name) {
        out().println("plan/" + Nouns.text(plan, "id"));
      } else {
        new PlanText(out(), root().style()).summary(plan);
      }
      return Exit.DONE;
    }
  }
}
