package io.kitward.cli;

import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward check}: a node looks now, and says what it sees. */
@Command(
    name = "check",
    description = "Has a node look at its services now, and says what it sees.")
final class CheckCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "NODE[/SERVICE]")
  String name = "";

  @Override
  public Integer call() throws InterruptedException {
    String[] parts = name.split("/", 2);
    var asking = new Asking(root().api(), parts[0]);
    JsonNode operation = asking.outcome(Asking.request("check", parts.length > 1 ? parts[1] : ""));
    if (structured()) {
      print(typed("Operation", operation));
      return Exit.DONE;
    }
    String seen = new String(asking.result(operation), StandardCharsets.UTF_8);
    seen.lines().forEach(line -> out().println(Text.clean(line)));
    return Exit.DONE;
  }
}
