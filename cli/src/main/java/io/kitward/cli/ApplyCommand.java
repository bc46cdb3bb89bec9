package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
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

  /** More nodes than a screen holds help nobody to say yes or no. */
  private static final int SHOWN = 20;

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
          "Asks nothing at a terminal, and carries out what --source and --prune show; never stands"
              + " for --confirm")
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
    try {
      return applied(id, confirm);
    } catch (Failure failure) {
      if (!failure.code().equals("confirmation-needed") || confirm.isPresent() || !asks()) {
        throw failure;
      }
    }
    JsonNode plan = root().api().get("/v1/plans/" + Api.escape(id));
    new PlanText(err(), root().style()).summary(plan);
    return applied(id, Optional.of(figure(plan)));
  }

  private int applied(String id, Optional<Integer> figure) {
    JsonNode applied =
        root()
            .api()
            .send(
                "POST",
                "/v1/plans/" + Api.escape(id) + "/apply" + Changes.query(figure, change),
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

  private int documents() {
    DocumentStream stream = DocumentFiles.read(names, root().surroundings());
    boolean fromInput = names.contains("-");
    return asks() && confirm.isEmpty() && !fromInput ? asked(stream) : sent(stream);
  }

  /** Somebody at a terminal sees what it would do, and says yes or no. */
  private int asked(DocumentStream stream) {
    Api api = root().api();
    ObjectNode body =
        Api.MAPPER.createObjectNode().put("documents", stream.text()).put("takeOver", takeOver);
    JsonNode plan = PlanCommand.send(api, body, stream, "", change);
    if (!PlanCommand.changes(plan)) {
      err().println("Nothing to change.");
      return Exit.DONE;
    }
    String id = Nouns.text(plan, "id");
    var shown = new ArrayList<JsonNode>();
    String after = PlanCommand.nodes(api, id, SHOWN, shown);
    var text = new PlanText(err(), root().style());
    text.nodes(shown, !after.isEmpty());
    text.summary(plan);
    if (plan.path("confirmation").isObject()) {
      return applied(id, Optional.of(figure(plan)));
    }
    new Question(root().surroundings()).yes("Apply it?", later(id));
    return applied(id, Optional.empty());
  }

  private int figure(JsonNode plan) {
    int figure = plan.path("confirmation").path("figure").asInt(0);
    String id = Nouns.text(plan, "id");
    new Question(root().surroundings())
        .figure(figure, "It touches " + Importing.nodes(figure) + ".", later(id));
    return figure;
  }

  private static String later(String id) {
    return "The plan is kept: kitward plan " + id;
  }

  /** Whether the person at the terminal is asked. */
  private boolean asks() {
    return !yes && new Question(root().surroundings()).canBeAsked();
  }

  private int sent(DocumentStream stream) {
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
