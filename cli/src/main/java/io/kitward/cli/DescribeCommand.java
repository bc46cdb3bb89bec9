package io.kitward.cli;

import static io.kitward.cli.Nouns.text;
import static io.kitward.cli.Table.Fit.KEEP;
import static io.kitward.cli.Table.Fit.NAME;
import static io.kitward.cli.Table.Fit.SENTENCE;
import static io.kitward.cli.Table.column;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward describe}: all about one node, or about one service on it. */
@Command(
    name = "describe",
    description = "All about a node, one service on it, or a followed repository.")
final class DescribeCommand extends ServerCommand {

  @Parameters(
      index = "0",
      paramLabel = "NODE[/SERVICE]",
      description = "Also with the noun in front: node NODE, repository NAME")
  String name = "";

  @Parameters(index = "1", arity = "0..1", hidden = true)
  String second = "";

  @Override
  public Integer call() {
    if (Nouns.REPOSITORIES.words().contains(name) && !second.isEmpty()) {
      return repository();
    }
    String[] parts = Subject.of("describe", name, second).split("/", 2);
    String node = "/v1/nodes/" + Api.escape(parts[0]);
    Api api = root().api();
    String service = parts.length == 2 ? "&service=" + Api.escape(parts[1]) : "";
    List<JsonNode> instances = instances(api, parts[0], node + "/instances?limit=1000" + service);
    if (parts.length == 1) {
      describe(api, node, instances);
    } else if (instances.isEmpty()) {
      String why =
          Gaps.open(api, parts[0], parts[1]).stream()
              .findFirst()
              .map(gap -> " yet: " + Text.clean(text(gap, "message")))
              .orElse("");
      throw new Failure(
          Exit.NOT_FOUND,
          "not-found",
          "There is no service “" + parts[1] + "” on " + parts[0] + (why.isEmpty() ? "." : why),
          "kitward describe " + parts[0]);
    } else if (structured()) {
      print(typed("Instance", instances.getFirst()));
    } else {
      instance(instances.getFirst(), "");
      out().println();
      events(api, node + "/events?limit=10" + service);
    }
    return Exit.DONE;
  }

  private int repository() {
    JsonNode repository = root().api().get("/v1/repositories/" + Api.escape(second));
    if (structured()) {
      print(typed("Repository", repository));
    } else {
      new RepositoryText(out(), root().style()).print(repository);
    }
    return Exit.DONE;
  }

  private static List<JsonNode> instances(Api api, String node, String path) {
    try {
      return api.get(path).path("items").valueStream().toList();
    } catch (Failure failure) {
      throw NearestNode.suggested(failure, api, node);
    }
  }

  private void describe(Api api, String path, List<JsonNode> instances) {
    JsonNode node = api.get(path);
    JsonNode tags = api.get(path + "/tags").path("items");
    if (structured()) {
      ObjectNode whole = typed("NodeDescription", node);
      whole.set("tagEntries", tags);
      whole.putArray("instances").addAll(instances);
      print(whole);
      return;
    }
    out()
        .println(
            root().style().bold(Text.clean(text(node, "certname")))
                + (node.path("simulated").asBoolean(false) ? "  simulated" : ""));
    field("Phase", root().style().phase(text(node, "phase")));
    field("Connected", node.path("connected").asBoolean(false) ? "yes" : "no");
    field("Last seen", node.has("lastSeen") ? Text.seconds(text(node, "lastSeen")) : "never");
    field("Connector", text(node, "connectorVersion"));
    node.path("facts").properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(fact -> field(fact.getKey(), fact(fact.getKey(), fact.getValue().asString(""))));
    out().println();
    section("Tags", Nouns.TAGS, tags.valueStream().toList());
    List<JsonNode> gaps = Gaps.open(api, text(node, "certname"), "");
    if (instances.isEmpty() && gaps.isEmpty()) {
      out().println("No services: no policy selects this node.");
    }
    section("Exceptions", Nouns.EXCEPTIONS, gaps);
    for (JsonNode instance : instances) {
      instance(instance, "");
      out().println();
    }
    events(api, path + "/events?limit=10");
  }

  private void instance(JsonNode instance, String indent) {
    Style style = root().style();
    String phase = text(instance, "phase");
    out()
        .println(
            indent
                + style.bold(Text.clean(text(instance, "service")))
                + "  "
                + style.paint(style.phase(phase), phase)
                + " for "
                + Text.age(text(instance, "phaseSince"), now()));
    if (!text(instance, "waiting").isEmpty()) {
      field(phase.equals("blocked") ? "Blocked" : "Waiting", text(instance, "waiting"));
    }
    String because =
        instance
            .path("because")
            .valueStream()
            .map(JsonNode::asString)
            .collect(Collectors.joining(", "));
    field("Because", because.isEmpty() ? "nothing asks for it any more" : because);
    field("Wanted", hash(instance, "wanted"));
    field("Released", hash(instance, "released"));
    field("Observed", hash(instance, "observed"));
    var conditions =
        new Table(
            List.of(
                column("CONDITION", KEEP),
                column("STATUS", KEEP),
                column("SINCE", KEEP),
                column("REASON", KEEP),
                column("MESSAGE", SENTENCE)));
    for (JsonNode condition : instance.path("conditions")) {
      conditions.row(
          text(condition, "type"),
          style.condition(text(condition, "status")),
          Text.age(text(condition, "since"), now()),
          text(condition, "reason"),
          text(condition, "message"));
    }
    print(conditions, "  ");
    var parameters =
        new Table(
            List.of(column("PARAMETER", NAME), column("VALUE", SENTENCE), column("FROM", NAME)));
    for (JsonNode parameter : instance.path("parameters")) {
      parameters.row(text(parameter, "leaf"), text(parameter, "value"), text(parameter, "origin"));
    }
    if (!parameters.isEmpty()) {
      print(parameters, "  ");
    }
  }

  private void events(Api api, String path) {
    // The server lists them as it learnt of them; a node's own reach it a little later.
    List<JsonNode> events =
        api.get(path)
            .path("items")
            .valueStream()
            .sorted(Comparator.comparing((JsonNode event) -> at(event)).reversed())
            .toList();
    section("Events, newest first", Nouns.EVENTS, events);
  }

  private static Instant at(JsonNode event) {
    return Instant.parse(text(event, "at"));
  }

  private void section(String title, Noun noun, List<JsonNode> things) {
    if (things.isEmpty()) {
      return;
    }
    out().println(title);
    Table table = noun.table(false);
    things.forEach(thing -> noun.add(table, thing, root().style(), now(), false));
    print(table, "  ");
    out().println();
  }

  private void field(String title, String value) {
    if (!value.isEmpty()) {
      out().println(String.format("  %-12s %s", Text.clean(title), Text.clean(value)));
    }
  }

  /** A fact's value as people read it. */
  private static String fact(String name, String value) {
    return name.endsWith(".bytes") && value.matches("\\d{1,18}")
        ? Text.bytes(Long.parseLong(value)) + " (" + value + ")"
        : value;
  }

  private static String hash(JsonNode instance, String state) {
    String hash = text(instance.path(state), "hash");
    return hash.isEmpty() ? "nothing" : Text.end(hash, 13);
  }
}
