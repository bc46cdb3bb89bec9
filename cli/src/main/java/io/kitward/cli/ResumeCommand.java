package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward resume}: looks after a node, or one service on it, again. */
@Command(
    name = "resume",
    description = "Ends the suspension of a node or of one of its services.",
    mixinStandardHelpOptions = true)
final class ResumeCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "NODE[/SERVICE]")
  String place = "";

  @Override
  public Integer call() {
    Place wanted = Place.of(place);
    JsonNode suspension =
        root()
            .api()
            .send(
                "POST",
                "/v1/nodes/"
                    + Api.escape(wanted.node())
                    + "/resume"
                    + (wanted.service().isEmpty()
                        ? ""
                        : "?service=" + Api.escape(wanted.service())),
                BodyPublishers.noBody(),
                Map.of())
            .body();
    if (structured()) {
      print(typed("Suspension", suspension));
    } else {
      out().println(Text.clean(wanted + ": it is looked after again"));
    }
    return Exit.DONE;
  }
}
