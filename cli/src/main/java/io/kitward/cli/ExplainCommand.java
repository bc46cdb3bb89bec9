package io.kitward.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward explain}: why things are as they are, and what would bring a service. */
@Command(
    name = "explain",
    description =
        "Says why a service is on a node or not, where each value comes from, and who set the tags.")
final class ExplainCommand extends ServerCommand {

  /** Where text begins and ends to be struck off: characters for private use, not control. */
  private static final String STRUCK = "\ue000";

  private static final String PLAIN = "\ue001";

  @Parameters(
      index = "0",
      paramLabel = "NODE[/SERVICE[.LEAF]]",
      description = "A service on a node, or one of its parameters, or versions.PACKAGE")
  String first = "";

  @Parameters(index = "1", arity = "0..1", hidden = true)
  String second = "";

  @Option(
      names = "--would-get",
      paramLabel = "SERVICE",
      description = "The smallest tag changes that would bring this service")
  Optional<String> wouldGet = Optional.empty();

  @Override
  public Integer call() {
    String[] parts = Subject.of("explain", first, second).split("/", 2);
    if ((parts.length == 2) == wouldGet.isPresent()) {
      throw new Failure(
              Exit.USAGE,
              "usage",
              "Name a service on the node, or ask what would bring one.",
              "kitward explain NODE/SERVICE, or kitward explain NODE --would-get SERVICE")
          .with(parts.length == 1 ? services(parts[0]) : List.of());
    }
    String path = "/v1/nodes/" + Api.escape(parts[0]) + "/explain?";
    if (wouldGet.isPresent()) {
      JsonNode ways =
          asked(parts[0], wouldGet.get(), path + "would-get=" + Api.escape(wouldGet.get()));
      if (structured()) {
        print(typed("WouldGet", ways));
      } else {
        ways(ways);
      }
      return Exit.DONE;
    }
    String[] leaf = parts[1].split("\\.", 2);
    JsonNode explanation =
        asked(
            parts[0],
            leaf[0],
            path
                + "service="
                + Api.escape(leaf[0])
                + (leaf.length == 2 ? "&leaf=" + Api.escape(leaf[1]) : ""));
    if (structured()) {
      print(typed("Explanation", explanation));
    } else {
      explanation(explanation);
    }
    return Exit.DONE;
  }

  private JsonNode asked(String node, String service, String path) {
    Api api = root().api();
    try {
      return api.get(path);
    } catch (Failure failure) {
      throw NearestService.suggested(NearestNode.suggested(failure, api, node), api, service);
    }
  }

  /** What could have been meant, a line each; none where the server does not say. */
  private List<String> services(String node) {
    Api api = root().api();
    try {
      return api.get("/v1/nodes/" + Api.escape(node) + "/instances?limit=1000")
          .path("items")
          .valueStream()
          .map(instance -> Text.clean("kitward explain " + node + "/" + service(instance)))
          .toList();
    } catch (Failure failure) {
      if (failure.code().equals("node-unknown")) {
        throw NearestNode.suggested(failure, api, node);
      }
      return List.of();
    }
  }

  private static String service(JsonNode instance) {
    return Nouns.text(instance, "service");
  }

  private void explanation(JsonNode it) {
    out()
        .println(
            root()
                    .style()
                    .bold(Text.clean(Nouns.text(it, "node") + "/" + Nouns.text(it, "service")))
                + " is "
                + Nouns.text(it, "state").replace('-', ' '));
    if (it.has("leftBy")) {
      out()
          .println(
              "  follows earlier documents: "
                  + Text.clean(Nouns.text(it, "leftBy"))
                  + " left this node as it was");
    }
    if (it.has("waiting")) {
      line("  waiting: " + Nouns.text(it, "waiting"));
    }
    boolean denied = it.path("reasons").valueStream().anyMatch(each -> is(each, "denies"));
    it.path("reasons").forEach(reason -> reason(reason, denied && is(reason, "requires")));
    it.path("conflicts").forEach(words -> line("  ! " + words.asString()));
    leaves(it.path("versions"), "versions.");
    leaves(it.path("parameters"), "");
    if (it.has("changesAt")) {
      line("  " + change(it));
    }
  }

  /** What becomes of it by itself. A server that does not say what only says when it looks. */
  private static String change(JsonNode it) {
    String at = Text.seconds(Nouns.text(it, "changesAt"));
    String then =
        switch (Nouns.text(it, "changesTo")) {
          case "wanted" ->
              Nouns.text(it, "state").equals("wanted") ? "wanted with another content" : "wanted";
          case "conflict" -> "undecided, and left as it is";
          case "denied" -> "denied";
          case "not-required" -> "not required";
          default -> "";
        };
    if (then.isEmpty()) {
      return "looked at again at " + at;
    }
    return Nouns.text(it, "changesWith").equals("proof")
        ? "looked at again at "
            + at
            + ", when a proof from Puppet ends: then "
            + then
            + "; Puppet's next run renews the proof"
        : "from " + at + " on " + then + ": what was said for a time ends then";
  }

  private static boolean is(JsonNode reason, String effect) {
    return Nouns.text(reason, "effect").equals(effect);
  }

  private void reason(JsonNode reason, boolean beaten) {
    String bundle = Nouns.text(reason, "bundle");
    String selector = Nouns.text(reason, "selector");
    String words = Nouns.text(reason, "words");
    line(
        "  "
            + (beaten ? lost("requires") : Nouns.text(reason, "effect"))
            + " "
            + Nouns.text(reason, "document")
            + (bundle.isEmpty() ? "" : " by Bundle/" + bundle)
            + (selector.isEmpty() ? "" : ": " + selector)
            + (words.isEmpty() ? "" : ": " + words)
            + (reason.has("until") ? ", until " + Nouns.text(reason, "until") : "")
            + (beaten ? " (denied above)" : ""));
    reason.path("tags").forEach(tag -> line("      " + tag(tag)));
    reason
        .path("facts")
        .properties()
        .forEach(
            fact -> line("      facts." + fact.getKey() + " = " + fact.getValue().asString("")));
  }

  private String tag(JsonNode tag) {
    String by = Nouns.text(tag, "setBy");
    String source = Nouns.text(tag, "source");
    return Nouns.text(tag, "tag")
        + " from "
        + source
        + (by.equals(source) ? "" : ", set by " + by)
        + (tag.has("setAt") ? " " + Text.age(Nouns.text(tag, "setAt"), now()) + " ago" : "")
        + (tag.has("expires") ? ", until " + Nouns.text(tag, "expires") : "");
  }

  private void leaves(JsonNode leaves, String prefix) {
    for (JsonNode leaf : leaves) {
      JsonNode winner = leaf.path("winner");
      line(
          "  "
              + prefix
              + Nouns.text(leaf, "name")
              + (winner.isObject()
                  ? " = " + Nouns.text(winner, "value") + "  from " + Nouns.text(winner, "origin")
                  : " has no value"));
      for (JsonNode loser : leaf.path("losers")) {
        line(
            "      "
                + lost(Nouns.text(loser, "value"))
                + " from "
                + Nouns.text(loser, "origin")
                + ": "
                + Nouns.text(loser, "why"));
      }
    }
  }

  /** Struck off; without colours by a mark. */
  private String lost(String text) {
    return root().style().color() ? STRUCK + text + PLAIN : "✗ " + text;
  }

  private void ways(JsonNode it) {
    String service = Text.clean(Nouns.text(it, "service"));
    String node = Text.clean(Nouns.text(it, "node"));
    if (it.path("already").asBoolean(false)) {
      out().println(node + " has " + service + " already.");
      return;
    }
    it.path("inTheWay").forEach(reason -> reason(reason, false));
    List<JsonNode> ways = it.path("ways").valueStream().toList();
    if (ways.isEmpty()) {
      out().println("No change of tags brings " + service + " to " + node + ".");
    }
    for (JsonNode way : ways) {
      var changes = new ArrayList<String>();
      for (JsonNode step : way.path("changes")) {
        String sources =
            step.path("sources")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining(", "));
        boolean add = Nouns.text(step, "action").equals("add");
        changes.add(
            (add ? "+" : "-")
                + Nouns.text(step, "tag")
                + (sources.isEmpty()
                    ? ""
                    : add ? " (may set it: " + sources + ")" : " (set by " + sources + ")"));
      }
      line(
          "  "
              + String.join(" and ", changes)
              + ": then asked for by "
              + way.path("policies")
                  .valueStream()
                  .map(JsonNode::asString)
                  .collect(Collectors.joining(", ")));
      way.path("conflicts").forEach(words -> line("      ! " + words.asString()));
    }
    if (!it.path("complete").asBoolean(true)) {
      out().println("  There may be further ways, none of them smaller.");
    }
  }

  private void line(String text) {
    out().println(Text.clean(text).replace(STRUCK, "\u001b[9m").replace(PLAIN, "\u001b[0m"));
  }
}
