package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward suspend}: leaves a node, or one service on it, alone for a while. */
@Command(
    name = "suspend",
    description = "Changes nothing on a node, or for one of its services, for a while.",
    mixinStandardHelpOptions = true)
final class SuspendCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "NODE[/SERVICE]")
  String place = "";

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "How long, such as 30m or 2h (${DEFAULT-VALUE})")
  String time = "1h";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever looks meanwhile")
  String reason = "";

  @Override
  public Integer call() {
    Place wanted = Place.of(place);
    String query =
        "?expires="
            + Api.escape(time)
            + (wanted.service().isEmpty() ? "" : "&service=" + Api.escape(wanted.service()))
            + (reason.isEmpty() ? "" : "&reason=" + Api.escape(reason));
    JsonNode suspension =
        root()
            .api()
            .send(
                "POST",
                "/v1/nodes/" + Api.escape(wanted.node()) + "/suspend" + query,
                BodyPublishers.noBody(),
                Map.of())
            .body();
    if (structured()) {
      print(typed("Suspension", suspension));
    } else {
      out()
          .println(
              Text.clean(
                  wanted
                      + ": nothing is changed until "
                      + Nouns.text(suspension, "until")
                      + "; earlier: kitward resume "
                      + wanted));
    }
    return Exit.DONE;
  }
}
