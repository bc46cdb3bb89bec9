package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward adopt}: accepts that a tool's own configuration on a node is replaced. */
@Command(
    name = "adopt",
    description =
        "Shows what would change of a tool that was there before Kitward, and accepts it.",
    mixinStandardHelpOptions = true)
final class AdoptCommand extends ServerCommand {

  private static final Set<String> KINDS = Set.of("adoptable", "rival");

  @Parameters(index = "0", paramLabel = "NODE/SERVICE")
  String place = "";

  @Option(names = "--dry-run", description = "Only show what would change")
  boolean dryRun;

  @Override
  public Integer call() {
    Place wanted = Place.of(place);
    boolean found = false;
    for (JsonNode each : root().api().get("/v1/exceptions?limit=1000&state=open").path("items")) {
      if (KINDS.contains(Nouns.text(each, "kind"))
          && Nouns.text(each, "node").equals(wanted.node())
          && Nouns.text(each, "service").equals(wanted.service())) {
        found = true;
        accept(each);
      }
    }
    if (!found) {
      throw new Failure(
          Exit.NOT_FOUND,
          "exception-unknown",
          "Nothing of “" + Text.clean(place) + "” waits to be accepted.",
          "See what does: kitward exception list");
    }
    return Exit.DONE;
  }

  private void accept(JsonNode exception) {
    if (structured() && dryRun) {
      print(typed("Exception", exception));
      return;
    }
    if (!structured()) {
      exception
          .path("details")
          .valueStream()
          .forEach(line -> out().println(Text.clean(line.asString())));
    }
    if (dryRun) {
      return;
    }
    JsonNode released =
        root()
            .api()
            .send(
                "POST",
                "/v1/exceptions/" + Api.escape(Nouns.text(exception, "id")) + "/release",
                BodyPublishers.noBody(),
                Map.of())
            .body();
    if (structured()) {
      print(typed("Exception", released));
    } else {
      out().println(Text.clean(place) + ": accepted, Kitward takes it over");
    }
  }
}
