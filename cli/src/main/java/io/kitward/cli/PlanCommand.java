package io.kitward.cli;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward plan}: shows all that a change would do, before it does it. */
@Command(
    name = "plan",
    description =
        "Shows what documents, deletions and tags would do, or a plan that was made before.")
final class PlanCommand extends ServerCommand {
  private static final int PAGE = 1_000;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PLAN",
      description = "A plan that was made before, or PLAN/NODE for one node in full")
  Optional<String> made = Optional.empty();

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE|DIR",
      description = "Documents to put; - for standard input")
  List<String> files = List.of();

  @Option(
      names = "--prune",
      description = "Every document goes that is not in the files and that no source has")
  boolean prune;

  @Option(names = "--delete", paramLabel = "KIND/NAME", description = "A document to delete")
  List<String> deletions = List.of();

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "A tag to add (KEY, KEY=VALUE) or to remove (KEY-)")
  List<String> tags = List.of();

  @Option(names = "--node", paramLabel = "NODE", description = "The node to tag")
  Optional<String> node = Optional.empty();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "The nodes to tag")
  Optional<String> selector = Optional.empty();

  @Option(names = "--source", paramLabel = "SOURCE", description = "Whose tags (${DEFAULT-VALUE})")
  String source = "user/admin";

  @Option(
      names = "--remove-source",
      paramLabel = "SOURCE",
      description = "A source whose tags go from every node")
  List<String> sources = List.of();

  @Option(
      names = "--change",
      paramLabel = "TICKET",
      description = "The change that it belongs to, such as CHG123; kept with the plan")
  Optional<String> change = Optional.empty();

  @Option(names = "--limit", description = "At most so many nodes (${DEFAULT-VALUE})")
  int limit = 20;

  @Option(names = "--all", description = "All nodes")
  boolean all;

  @Option(names = "--exit-code", description = "Exit 3 when it would change anything")
  boolean exitCode;

  @Override
  public Integer call() {
    if (made.isPresent() && made.get().contains("/")) {
      String[] parts = made.get().split("/", 2);
      JsonNode detail =
          root().api().get("/v1/plans/" + Api.escape(parts[0]) + "/nodes/" + Api.escape(parts[1]));
      if (structured()) {
        print(typed("PlanNode", detail));
      } else {
        if (!detail.path("asPlanned").asBoolean(true)) {
          out().println("What the plan would do here changed since; this is what it would do now.");
        }
        new PlanText(out(), root().style()).nodes(List.of(detail), false);
      }
      return Exit.DONE;
    }
    JsonNode plan =
        made.isPresent() ? root().api().get("/v1/plans/" + Api.escape(made.get())) : create();
    show(plan);
    return exitCode && changes(plan) ? Exit.CHANGES : Exit.DONE;
  }

  /** Whether a plan would change documents, tags or what is on any node. */
  static boolean changes(JsonNode plan) {
    return plan.path("totals").path("touched").asInt(0) > 0
        || plan.path("tagged").asInt(0) > 0
        || !plan.path("documents").isEmpty();
  }

  private JsonNode create() {
    DocumentStream stream = DocumentFiles.read(files, root().surroundings());
    ObjectNode body = Api.MAPPER.createObjectNode();
    body.put("documents", stream.text());
    body.put("prune", prune);
    deletions.forEach(name -> body.withArray("delete").add(name));
    sources.forEach(name -> body.withArray("removeSources").add(name));
    if (!tags.isEmpty()) {
      body.withArray("tags").add(edit());
    }
    return send(root().api(), body, stream, selector.orElse(""), change);
  }

  private ObjectNode edit() {
    if (node.isPresent() == selector.isPresent()) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "--tag needs either --node or --selector.",
          "kitward plan --tag KEY=VALUE --node NODE");
    }
    ObjectNode edit = Api.MAPPER.createObjectNode().put("source", source);
    node.ifPresent(name -> edit.put("node", name));
    selector.ifPresent(text -> edit.put("selector", text));
    for (String tag : tags) {
      boolean gone = tag.endsWith("-");
      edit.withArray(gone ? "remove" : "add").add(gone ? tag.substring(0, tag.length() - 1) : tag);
    }
    return edit;
  }

  /** Has a plan made; mistakes are shown in the files that they are in. */
  static JsonNode send(Api api, ObjectNode body, DocumentStream stream, String selector) {
    return send(api, body, stream, selector, Optional.empty());
  }

  /** The same for the change of a ticket. */
  static JsonNode send(
      Api api, ObjectNode body, DocumentStream stream, String selector, Optional<String> ticket) {
    try {
      return api.send(
              "POST",
              "/v1/plans" + Changes.query(Optional.empty(), ticket),
              BodyPublishers.ofString(Api.MAPPER.writeValueAsString(body)),
              Map.of("content-type", "application/json"))
          .body();
    } catch (Failure failure) {
      throw switch (failure.code()) {
        case "documents-invalid" -> failure.with(stream.faults(failure.problem().path("errors")));
        case "selector-malformed" -> Refusals.withCaret(failure, selector);
        default -> failure;
      };
    }
  }

  private void show(JsonNode plan) {
    String id = Nouns.text(plan, "id");
    if (output() == OutputFormat.name) {
      out().println("plan/" + id);
      return;
    }
    List<JsonNode> nodes = new ArrayList<>();
    String after = nodes(root().api(), id, all ? Integer.MAX_VALUE : limit, nodes);
    if (structured()) {
      ObjectNode whole = typed("Plan", plan);
      whole.putArray("nodes").addAll(nodes);
      if (!after.isEmpty()) {
        whole.put("next", after);
      }
      print(whole);
      return;
    }
    var text = new PlanText(out(), root().style());
    text.nodes(nodes, !after.isEmpty());
    text.summary(plan);
  }

  /** Adds the nodes of a plan, at most so many; returns the place of the next, empty at the end. */
  static String nodes(Api api, String id, int wanted, List<JsonNode> nodes) {
    String after = "";
    do {
      int next = Math.min(PAGE, wanted - nodes.size());
      JsonNode page =
          api.get(
              "/v1/plans/"
                  + Api.escape(id)
                  + "/nodes?limit="
                  + Math.max(1, next)
                  + (after.isEmpty() ? "" : "&after=" + Api.escape(after)));
      page.path("items").forEach(nodes::add);
      after = Nouns.text(page, "next");
    } while (!after.isEmpty() && nodes.size() < wanted);
    return after;
  }
}
