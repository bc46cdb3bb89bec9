package io.kitward.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward get}: lists things, or shows one of them. */
@Command(
    name = "get",
    description =
        "Lists nodes, instances, documents of a kind, backends, exceptions, tags, events.")
final class GetCommand extends ServerCommand {
  private static final int PAGE = 1_000;

  @Parameters(index = "0", paramLabel = "NOUN", description = "What to list")
  String word = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "One of them; a node for tags and events")
  Optional<String> name = Optional.empty();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "SELECTOR",
      description = "Only these nodes")
  Optional<String> selector = Optional.empty();

  @Option(names = "--phase", description = "Only instances in this phase")
  Optional<String> phase = Optional.empty();

  @Option(names = "--service", description = "Only instances or events of this service")
  Optional<String> service = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Instances as they were: a moment such as 2026-03-01T12:00:00Z, or a day (its beginning, UTC)")
  Optional<String> at = Optional.empty();

  @Option(names = "--state", description = "Exceptions: open, released, closed or all")
  Optional<String> state = Optional.empty();

  @Option(names = "--limit", description = "At most so many (${DEFAULT-VALUE})")
  int limit = 100;

  @Option(names = "--all", description = "All of them, page by page")
  boolean all;

  @Option(names = "--watch", description = "Events: keep printing what comes")
  boolean watch;

  @Override
  public Integer call() {
    Noun noun =
        Nouns.of(word)
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.USAGE,
                        "noun-unknown",
                        "“" + word + "” cannot be listed.",
                        "Use one of: " + Nouns.words()));
    if (at.isPresent() && !noun.equals(Nouns.INSTANCES)) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "Only of instances it is known how they were.",
          "kitward get instances --at=TIME");
    }
    Api api = root().api();
    if (watch && noun.equals(Nouns.EVENTS)) {
      api.follow(path(noun) + query(noun, Map.of()), event -> line(noun, event));
      return Exit.DONE;
    }
    try {
      return single(noun) ? one(noun, api) : list(noun, api);
    } catch (Failure failure) {
      throw failure.code().equals("selector-malformed")
          ? Refusals.withCaret(failure, selector.orElse(""))
          : NearestNode.suggested(failure, api, name.orElse("").split("/", 2)[0]);
    }
  }

  private boolean single(Noun noun) {
    return name.isPresent()
        && (noun.equals(Nouns.NODES)
            || noun.equals(Nouns.REPOSITORIES)
            || noun.path().startsWith("/v1/documents"));
  }

  private int one(Noun noun, Api api) {
    JsonNode thing = api.get(noun.path() + "/" + Api.escape(name.orElseThrow()));
    if (structured()) {
      // A document is printed as it was written, so that it can be edited and applied again.
      print(thing.has("document") ? thing.path("document") : typed(noun.kind(), thing));
    } else {
      show(noun, List.of(thing), true);
    }
    return Exit.DONE;
  }

  private int list(Noun noun, Api api) {
    var items = new ArrayList<JsonNode>();
    boolean heading = true;
    boolean oneException = name.isPresent() && noun.equals(Nouns.EXCEPTIONS);
    int left = all || oneException ? Integer.MAX_VALUE : limit;
    Optional<String> after = Optional.empty();
    do {
      var parameters = new LinkedHashMap<String, String>();
      if (Nouns.isPaged(noun)) {
        parameters.put("limit", Integer.toString(Math.min(left, PAGE)));
      }
      after.ifPresent(cursor -> parameters.put("after", cursor));
      JsonNode page = api.get(path(noun) + query(noun, parameters));
      List<JsonNode> found =
          page.path("items").valueStream().filter(each -> wanted(noun, each)).toList();
      left -= page.path("items").size();
      after = page.has("next") ? Optional.of(page.path("next").asString()) : Optional.empty();
      if (structured()) {
        items.addAll(found);
      } else {
        show(noun, found, heading && (!found.isEmpty() || after.isPresent()));
        heading = heading && found.isEmpty();
      }
    } while (after.isPresent() && left > 0);
    end(noun, items, heading, after.isPresent());
    return Exit.DONE;
  }

  private void end(Noun noun, List<JsonNode> items, boolean nothing, boolean more) {
    if (structured()) {
      ObjectNode list =
          Api.MAPPER
              .createObjectNode()
              .put("apiVersion", API_VERSION)
              .put("kind", noun.kind() + "List");
      list.putArray("items").addAll(items);
      print(list);
    } else if (nothing) {
      boolean wholeNode =
          noun.equals(Nouns.INSTANCES) && name.map(node -> !node.contains("/")).orElse(false);
      if (name.isPresent()
          && !wholeNode
          && !noun.equals(Nouns.TAGS)
          && !noun.equals(Nouns.EVENTS)) {
        throw new Failure(
            Exit.NOT_FOUND,
            "not-found",
            "There is no " + noun.words().getLast() + " “" + name.get() + "”.",
            "kitward get " + noun.word() + (noun.equals(Nouns.EXCEPTIONS) ? " --state=all" : ""));
      }
      err().println("No " + noun.word() + (selector.isPresent() ? " match the selector." : "."));
    }
    if (more) {
      err().println("There are more: use --all, or a higher --limit.");
    }
  }

  private boolean wanted(Noun noun, JsonNode item) {
    if (name.isEmpty() || noun.equals(Nouns.TAGS) || noun.equals(Nouns.EVENTS)) {
      return true;
    }
    String own = noun.name().apply(item);
    return own.equals(name.get())
        || (noun.equals(Nouns.INSTANCES) && own.startsWith(name.get() + "/"));
  }

  private String path(Noun noun) {
    if (noun.equals(Nouns.TAGS) && name.isEmpty()) {
      throw new Failure(Exit.USAGE, "name-missing", "Whose tags?", "kitward get tags NODE");
    }
    if (name.isPresent()
        && (noun.equals(Nouns.TAGS) || noun.equals(Nouns.EVENTS) || noun.equals(Nouns.INSTANCES))) {
      String node = name.get().split("/", 2)[0];
      return "/v1/nodes/" + Api.escape(node) + "/" + noun.word();
    }
    return noun.path();
  }

  private String query(Noun noun, Map<String, String> more) {
    var parameters = new LinkedHashMap<>(more);
    selector.ifPresent(value -> parameters.put("selector", value));
    phase.ifPresent(value -> parameters.put("phase", value));
    service.ifPresent(value -> parameters.put("service", value));
    at.ifPresent(value -> parameters.put("at", value));
    state
        .or(() -> name.filter(_ -> noun.equals(Nouns.EXCEPTIONS)).map(_ -> "all"))
        .ifPresent(value -> parameters.put("state", value));
    return parameters.isEmpty()
        ? ""
        : parameters.entrySet().stream()
            .map(e -> e.getKey() + "=" + Api.escape(e.getValue()))
            .collect(Collectors.joining("&", "?", ""));
  }

  private void show(Noun noun, List<JsonNode> things, boolean heading) {
    if (output() == OutputFormat.name) {
      String prefix = noun.words().getLast() + "/";
      things.forEach(thing -> out().println(Text.clean(prefix + noun.name().apply(thing))));
      return;
    }
    boolean wide = output() == OutputFormat.wide;
    if (at.isPresent()) {
      then(things, heading, wide);
      return;
    }
    Table table = noun.table(wide);
    things.forEach(thing -> noun.add(table, thing, root().style(), now(), wide));
    if (!table.isEmpty()) {
      table.print(out(), root().surroundings().width(), root().style(), "", heading);
    }
  }

  /** Instances as they were. */
  private void then(List<JsonNode> things, boolean heading, boolean wide) {
    Table table = Nouns.INSTANCES_THEN.table(wide);
    things.forEach(thing -> Nouns.INSTANCES_THEN.add(table, thing, root().style(), now(), wide));
    if (!table.isEmpty()) {
      table.print(out(), root().surroundings().width(), root().style(), "", heading);
    }
  }

  private void line(Noun noun, JsonNode event) {
    if (structured()) {
      out().println(Unsafe.escaped(Api.MAPPER.writeValueAsString(typed(noun.kind(), event))));
    } else {
      show(noun, List.of(event), false);
    }
    out().flush();
  }
}
