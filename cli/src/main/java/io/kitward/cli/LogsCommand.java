package io.kitward.cli;

import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward logs}: the last lines of a service's log on its node. */
@Command(
    name = "logs",
    description =
        "The last lines of a service's log on its node, without what looks like a secret.")
final class LogsCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "NODE/SERVICE")
  String name = "";

  @Option(names = "--lines", paramLabel = "NUMBER", description = "At most (${DEFAULT-VALUE})")
  int lines = 200;

  @Override
  public Integer call() throws InterruptedException {
    String[] parts = name.split("/", 2);
    if (parts.length < 2 || parts[1].isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "service",
          "Whose log? “" + Text.clean(name) + "” names no service.",
          "kitward logs NODE/SERVICE");
    }
    var asking = new Asking(root().api(), parts[0]);
    JsonNode operation = asking.outcome(Asking.request("logs", parts[1]).put("lines", lines));
    String log = new String(asking.result(operation), StandardCharsets.UTF_8);
    log.lines().forEach(line -> out().println(Text.clean(line)));
    return Exit.DONE;
  }
}
