package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code kitward apply}: carries out a plan, or sends documents to the server, all of them or none.
 */
@Command(
    name = "apply",
    description = "Applies a plan, or the documents in files and folders, all or none.")
final class ApplyCommand extends ServerCommand {

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PLAN",
      description = "A plan, such as p-12")
  Optional<String> plan = Optional.empty();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR",
      description = "A file, a folder with .yaml, .yml and .json files, or - for standard input")
  List<String> names = List.of();

  @Option(
      names = "--confirm",
      paramLabel = "N",
      description = "The number of nodes that it touches, when the server asks for it")
  Optional<Integer> confirm = Optional.empty();

  @Option(
      names = "--change",
      paramLabel = "TICKET",
      description = "The change that it belongs to, such as CHG123; kept with plan, audit, events")
  Optional<String> change = Optional.empty();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "The documents are this source's afterwards; shows a plan first, see --yes")
  Optional<String> source = Optional.empty();

  @Option(
      names = "--prune",
      description = "Every document of the source goes that is not in the files; see --yes")
  boolean prune;

  @Option(names = "--take-over", description = "Also what a repository or another source has")
  boolean takeOver;

  @Option(
      names = "--yes",
      description =
          "Carries out the plan that --source and --prune show; never stands for --confirm")
  boolean yes;

  @Override
  public Integer call() {
    if (plan.isPresent() == !names.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "Name either a plan or, with -f, documents.",
          "kitward apply p-12, or kitward apply -f FILE");
    }
    if (plan.isPresent()) {
      if (source.isPresent() || prune || takeOver) {
        throw new Failure(
            Exit.USAGE,
            "usage",
            "--source, --prune and --take-over belong to documents; a plan has its own.",
            "kitward apply -f DIR --source NAME --prune");
      }
      return plan(plan.get());
    }
    return source.isPresent() || prune ? owned() : documents();
  }

  private int plan(String id) {
    JsonNode applied =
        root()
            .api()
            .send(
                "POST",
                "/v1/plans/" + Api.escape(id) + "/apply" + query(),
                BodyPublishers.noBody(),
                Map.of())
            .body();
    if (structured()) {
      print(typed("Plan", applied));
    } else if (output() == OutputFormat.name) {
      out().println("plan/" + Text.clean(Nouns.text(applied, "id")));
    } else {
      new PlanText(out(), root().style()).summary(applied);
    }
    return Exit.DONE;
  }

  /**
   * Shows all that the documents of a source would do, and carries it out when that is asked for.
   */
  private int owned() {
    DocumentStream stream = DocumentFiles.read(names, root().surroundings());
    ObjectNode body = Api.MAPPER.createObjectNode();
    body.put("documents", stream.text());
    body.put("prune", prune);
    body.put("takeOver", takeOver);
    source.ifPresent(name -> body.put("source", name));
    JsonNode made = PlanCommand.send(root().api(), body, stream, "", change);
    String id = Nouns.text(made, "id");
    if (yes) {
      return plan(id);
    }
    if (structured()) {
      print(typed("Plan", made));
    } else if (output() == OutputFormat.name) {
      out().println("plan/" + Text.clean(id));
    } else {
      new PlanText(out(), root().style()).summary(made);
    }
    return Exit.DONE;
  }

  private String query() {
    return Changes.query(confirm, change);
  }

  private int documents() {
    DocumentStream stream = DocumentFiles.read(names, root().surroundings());
    try {
      var answer =
          root()
              .api()
              .send(
                  "POST",
                  "/v1/documents" + Changes.query(confirm, change, takeOver),
                  BodyPublishers.ofString(stream.text()),
                  Map.of("content-type", "application/yaml"));
      report(answer.body());
      return Exit.DONE;
    } catch (Failure failure) {
      throw failure.code().equals("documents-invalid")
          ? failure.with(stream.faults(failure.problem().path("errors")))
          : failure;
    }
  }

  private void report(JsonNode answer) {
    if (structured()) {
      print(typed("DocumentChangeList", answer));
      return;
    }
    for (JsonNode change : answer.path("items")) {
      String title =
          Nouns.text(change, "kind").toLowerCase(Locale.ROOT) + "/" + Nouns.text(change, "name");
      out()
          .println(
              output() == OutputFormat.name
                  ? title
                  : title
                      + " "
                      + Nouns.text(change, "outcome")
                      + " (revision "
                      + Nouns.text(change, "revision")
                      + ")");
    }
    for (JsonNode warning : answer.path("warnings")) {
      err().println("warning: " + Text.clean(PlanText.warning(warning)));
    }
  }
}
