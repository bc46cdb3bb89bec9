package io.kitward.cli;

import static io.kitward.cli.Table.column;

import io.kitward.cli.Migration.Tool;
import io.kitward.cli.Table.Fit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward migrate}: on the way from something else that manages the tools. */
@Command(
    name = "migrate",
    description = "What there is before tools are taken over from Puppet or from hand.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = MigrateCommand.ReportCommand.class)
final class MigrateCommand {

  /** {@code kitward migrate report}. */
  @Command(
      name = "report",
      description = {
        "Asks nodes which management tools are on them and whose they are, and says for each tool"
            + " on how many it is managed (by Kitward), adoptable (wanted, but there before),"
            + " Puppet's, in another conflict, or foreign (no policy wants it), and what taking it"
            + " over would change. Changes nothing."
      })
  static final class ReportCommand extends ServerCommand {

    /** How many nodes are named before the rest is only counted. */
    private static final int NAMED = 5;

    private static final int LINES = 12;

    @Option(
        names = {"-l", "--selector"},
        required = true,
        paramLabel = "SELECTOR",
        description = "The nodes")
    String selector = "";

    @Option(names = "--service", paramLabel = "NAME", description = "Only this tool")
    Optional<String> service = Optional.empty();

    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        description = "How long to wait for all answers, up to 600 (${DEFAULT-VALUE})")
    int timeout = 60;

    @Override
    public Integer call() throws InterruptedException {
      if (timeout < 1 || timeout > 600) {
        throw new Failure(
            Exit.USAGE, "timeout", timeout + " seconds cannot be waited.", "Write 1 to 600.");
      }
      Api api = root().api();
      List<JsonNode> nodes = nodes(api);
      if (nodes.isEmpty()) {
        throw new Failure(
            Exit.NOT_FOUND,
            "no-nodes",
            "No node matches “" + Text.clean(selector) + "”.",
            "kitward get nodes");
      }
      Migration migration = new ToolsOfNodes(api, timeout).ask(nodes);
      List<Tool> tools =
          migration.tools().stream()
              .filter(tool -> service.map(tool.service()::equals).orElse(true))
              .toList();
      if (structured()) {
        print(typed("MigrationReport", json(migration, tools)));
      } else {
        show(migration, tools);
      }
      return Exit.DONE;
    }

    private List<JsonNode> nodes(Api api) {
      try {
        return SelectedNodes.of(api, selector);
      } catch (Failure failure) {
        throw failure.code().equals("selector-malformed")
            ? Refusals.withCaret(failure, selector)
            : failure;
      }
    }

    private void show(Migration migration, List<Tool> tools) {
      if (tools.isEmpty()) {
        out().println("No tool that a service document describes was found.");
      } else {
        var table =
            new Table(
                List.of(
                    column("SERVICE", Fit.NAME),
                    column("MANAGED", Fit.NUMBER),
                    column("ADOPTABLE", Fit.NUMBER),
                    column("PUPPET'S", Fit.NUMBER),
                    column("CONFLICT", Fit.NUMBER),
                    column("FOREIGN", Fit.NUMBER),
                    column("LEAVING", Fit.NUMBER)));
        for (Tool tool : tools) {
          table.row(
              tool.service(),
              count(tool, Migration.Whose.MANAGED),
              count(tool, Migration.Whose.ADOPTABLE),
              count(tool, Migration.Whose.PUPPET),
              count(tool, Migration.Whose.CONFLICT),
              count(tool, Migration.Whose.FOREIGN),
              count(tool, Migration.Whose.LEAVING));
        }
        print(table, "");
        tools.forEach(this::detail);
      }
      out().println();
      line("", asked(migration));
      migration
          .silent()
          .forEach((reason, names) -> line("", named(names) + ": " + reason + "; unknown"));
    }

    private static String asked(Migration migration) {
      int silent = migration.silent().values().stream().mapToInt(List::size).sum();
      return migration.answered()
          + " of "
          + (migration.answered() + silent)
          + " nodes answered"
          + (silent == 0 ? "." : ", " + silent + " did not:");
    }

    private static String count(Tool tool, Migration.Whose whose) {
      int nodes = tool.nodes().getOrDefault(whose, List.of()).size();
      return nodes == 0 ? "·" : Integer.toString(nodes);
    }

    private void detail(Tool tool) {
      if (tool.waits().isEmpty() && tool.notes().isEmpty()) {
        return;
      }
      out().println();
      out().println(root().style().bold(Text.clean(tool.service())));
      tool.waits().forEach((whose, names) -> line("  ", whose.words() + " on " + named(names)));
      tool.notes().forEach((note, names) -> line("    ", note + " (" + nodes(names) + ")"));
      if (!tool.unchanged().isEmpty()) {
        line("  ", "taking over would change nothing on " + named(tool.unchanged()));
      }
      if (!tool.changes().isEmpty()) {
        line("  ", "taking over would change");
        tool.changes().forEach(this::change);
      }
      if (!tool.unwanted().isEmpty()) {
        line(
            "  ",
            "no policy wants it on "
                + named(tool.unwanted())
                + ": what would change is known once one does, and is not made before a person"
                + " accepts");
      }
    }

    private void change(String change, List<String> names) {
      List<String> lines = change.lines().toList();
      line("    ", (lines.isEmpty() ? "" : lines.getFirst()) + " (" + nodes(names) + ")");
      lines.stream().skip(1).limit(LINES).forEach(one -> cut("      ", one));
      if (lines.size() > LINES + 1) {
        line("      ", "… and " + (lines.size() - LINES - 1) + " lines more: -o json has them");
      }
    }

    private static String nodes(List<String> names) {
      return names.size() == 1 ? names.getFirst() : names.size() + " nodes";
    }

    private static String named(List<String> names) {
      String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
      return names.size() <= NAMED ? first : first + " and " + (names.size() - NAMED) + " more";
    }

    /** A sentence, over as many lines as it needs. */
    private void line(String indent, String text) {
      Wrapped.lines(Text.clean(text), root().surroundings().width(), indent)
          .forEach(out()::println);
    }

    /** A line of a file, shortened where there is no room. */
    private void cut(String indent, String text) {
      int width = root().surroundings().width();
      String plain = Text.clean(text);
      out().println(indent + (width == 0 ? plain : Text.end(plain, width - indent.length())));
    }

    private ObjectNode json(Migration migration, List<Tool> tools) {
      ObjectNode report =
          Api.MAPPER
              .createObjectNode()
              .put("selector", selector)
              .put("answered", migration.answered());
      ArrayNode silent = report.putArray("silent");
      migration
          .silent()
          .forEach(
              (reason, names) ->
                  names.forEach(
                      name -> silent.addObject().put("node", name).put("reason", reason)));
      ArrayNode list = report.putArray("tools");
      for (Tool tool : tools) {
        ObjectNode one = list.addObject().put("service", tool.service());
        for (Migration.Whose whose : Migration.Whose.values()) {
          names(one, whose.field(), tool.nodes().getOrDefault(whose, List.of()));
        }
        names(one, "unchanged", tool.unchanged());
        names(one, "unwanted", tool.unwanted());
        said(one.putArray("notes"), "note", tool.notes());
        said(one.putArray("changes"), "change", tool.changes());
      }
      return report;
    }

    private static void names(ObjectNode into, String field, List<String> names) {
      ArrayNode list = into.putArray(field);
      names.forEach(list::add);
    }

    private static void said(ArrayNode into, String field, Map<String, List<String>> said) {
      said.forEach((text, names) -> names(into.addObject().put(field, text), "nodes", names));
    }
  }
}
