package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward revert}: a document as it was at an earlier revision, by a plan. */
@Command(
    name = "revert",
    description = "Plans a document as it was at an earlier revision; --yes carries the plan out.")
final class RevertCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "KIND/NAME", description = "Such as policy/web")
  String document = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "REVISION",
      description = "The revision that shall be in force again")
  long revision;

  @Mixin Confirmed said = new Confirmed();

  @Option(names = "--yes", description = "Carries the plan out; never stands for --confirm")
  boolean yes;

  @Override
  public Integer call() {
    String[] parts = document.split("/", 2);
    if (parts.length != 2 || parts[1].isEmpty() || revision < 1) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "Name a document and one of its revisions, from 1.",
          "kitward revert policy/web --to 3");
    }
    String kind = Nouns.kind(parts[0]).orElse(parts[0]);
    JsonNode former =
        root()
            .api()
            .get(
                "/v1/documents/"
                    + Api.escape(kind)
                    + "/"
                    + Api.escape(parts[1])
                    + "?revision="
                    + revision);
    ObjectNode body =
        Api.MAPPER
            .createObjectNode()
            .put("documents", Api.MAPPER.writeValueAsString(former.path("document")));
    JsonNode plan = post("/v1/plans" + Changes.query(Optional.empty(), said.change), body);
    if (yes) {
      plan =
          root()
              .api()
              .send(
                  "POST",
                  "/v1/plans/"
                      + Api.escape(Nouns.text(plan, "id"))
                      + "/apply"
                      + Changes.query(said.confirm, said.change),
                  BodyPublishers.noBody(),
                  Map.of())
              .body();
    }
    show(plan);
    return Exit.DONE;
  }

  private JsonNode post(String path, ObjectNode body) {
    return root()
        .api()
        .send(
            "POST",
            path,
            BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
            Map.of("content-type", "application/json"))
        .body();
  }

  private void show(JsonNode plan) {
    if (structured()) {
      print(typed("Plan", plan));
    } else if (output() == OutputFormat.name) {
      out().println("plan/" + Text.clean(Nouns.text(plan, "id")));
    } else {
      new PlanText(out(), root().style()).summary(plan);
    }
  }
}
