package io.kitward.cli;

import static io.kitward.cli.Table.column;

import io.kitward.cli.Table.Fit;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward tools}: which management tools are on a node, and whose they are. */
@Command(
    name = "tools",
    description = {
      "Has a node say which management tools are on it, and whose they are:",
      "managed (by Kitward), adoptable (wanted, but there before; see adopt), conflict (somebody"
          + " else manages it too), leaving or foreign (no policy wants it).",
      "Found are those that some service document describes."
    })
final class ToolsCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "NODE")
  String node = "";

  @Override
  public Integer call() throws InterruptedException {
    var asking = new Asking(root().api(), node);
    JsonNode operation = asking.outcome(Asking.request("tools", ""));
    JsonNode tools = Api.MAPPER.readTree(asking.result(operation)).path("tools");
    if (structured()) {
      ObjectNode list = Api.MAPPER.createObjectNode().put("node", node);
      list.set("tools", tools);
      print(typed("Tools", list));
      return Exit.DONE;
    }
    if (tools.isEmpty()) {
      out().println("No management tool that a service document describes is on " + node + ".");
      return Exit.DONE;
    }
    var table =
        new Table(
            List.of(
                column("SERVICE", Fit.NAME),
                column("WHOSE", Fit.KEEP),
                column("PACKAGES", Fit.SENTENCE),
                column("UNITS", Fit.SENTENCE),
                column("NOTE", Fit.SENTENCE)));
    for (JsonNode tool : tools) {
      table.row(
          Nouns.text(tool, "service"),
          Nouns.text(tool, "relation").toLowerCase(java.util.Locale.ROOT),
          pairs(tool.path("packages")),
          pairs(tool.path("units")),
          tool.path("notes").path(0).asString(""));
    }
    print(table, "");
    return Exit.DONE;
  }

  private static String pairs(JsonNode map) {
    return map.propertyStream()
        .map(entry -> entry.getKey() + " " + entry.getValue().asString(""))
        .collect(Collectors.joining(", "));
  }
}
