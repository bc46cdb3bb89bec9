package io.kitward.cli;

import io.kitward.cli.imports.ImportException;
import io.kitward.cli.imports.Invalid;
import io.kitward.cli.imports.Mapping;
import io.kitward.cli.imports.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all imports have in common: read, compare with what their source says now, make a plan, show
 * it, and carry it out when that is asked for. A run that finds nothing new writes nothing.
 */
abstract class Importing extends ServerCommand {

  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._@-]{0,126}[A-Za-z0-9])?");
  private static final int SHOWN = 20;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The import's own source is import/NAME (its kind's name)")
  Optional<String> name = Optional.empty();

  @Option(
      names = "--map",
      paramLabel = "NAME=KEY",
      description = "What becomes which tag key; may be given again")
  List<String> maps = List.of();

  @Option(
      names = "--domain",
      paramLabel = "DOMAIN",
      description = "Is added to host names without a dot")
  Optional<String> domain = Optional.empty();

  @Option(
      names = "--invalid",
      paramLabel = "WHAT",
      description = "Values that are no tags: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  Invalid invalid = Invalid.refuse;

  @Option(
      names = "--allow-empty",
      description = "Also when nothing is left of what the import said before")
  boolean allowEmpty;

  @Option(names = "--dry-run", description = "Only make and show the plan, whatever else is said")
  boolean dryRun;

  @Option(
      names = "--yes",
      description = "Carry the plan out; never stands for --confirm, and the brake holds removals")
  boolean yes;

  @Option(
      names = "--confirm",
      paramLabel = "N",
      description = "Carry it out, with the number of nodes that it touches; removals were seen")
  Optional<Integer> confirm = Optional.empty();

  @Option(names = "--limit", description = "Show at most so many nodes (${DEFAULT-VALUE})")
  int limit = SHOWN;

  @Option(names = "--all", description = "Show all nodes")
  boolean all;

  /** What an earlier run of this command planned, and nobody confirmed yet. */
  private Optional<Waiting> waiting = Optional.empty();

  private record Waiting(List<TagEdits.Edit> edits, String plan, String next) {}

  /** The name of the source unless one is given. */
  abstract String usual();

  /** Reads what there is to import. */
  abstract Wanted read();

  /** More that concerns nodes, once the tags are done; {@code report} is shown with -o json. */
  void more(SortedMap<String, SortedSet<String>> known, ObjectNode report) {}

  final List<Mapping> mappings() {
    return Mapping.parse(maps);
  }

  @Override
  public Integer call() {
    once();
    return Exit.DONE;
  }

  /** One import, from reading to the report. */
  final void once() {
    String source = source();
    Wanted wanted = told(this::read);
    Api api = root().api();
    SortedMap<String, SortedSet<String>> present = SourceTags.read(api, source);
    TagEdits edits = TagEdits.of(wanted, present);
    check(source, wanted, present, edits);
    ObjectNode report = typed("Import", Api.MAPPER.createObjectNode());
    report
        .put("source", source)
        .put("hosts", wanted.hosts().size())
        .put("changed", edits.edits().size());
    edits.unknown().forEach(report.putArray("unknown")::add);
    wanted.notes().forEach(report.putArray("notes")::add);
    if (!structured()) {
      remarks(source, wanted, edits);
    }
    if (!edits.edits().isEmpty()) {
      report.set("plan", planned(api, source, edits));
    }
    more(present, report);
    if (structured()) {
      print(report);
    }
    out().flush();
  }

  /** Carries things out only when that was asked for. */
  final boolean acting() {
    return !dryRun && (yes || confirm.isPresent());
  }

  private String source() {
    String own = name.orElse(usual());
    if (!NAME.matcher(own).matches()) {
      throw new Failure(
          Exit.USAGE,
          "usage",
          "“" + own + "” is no name of a source.",
          "Use letters, digits and . _ @ - between them, at most 128.");
    }
    return "import/" + own;
  }

  /** Says with our exit codes what a reader refused. */
  static <T> T told(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (ImportException e) {
      int exit =
          switch (e.code()) {
            case "puppetdb-unreachable" -> Exit.UNREACHABLE;
            case "puppetdb-refused",
                "puppetdb-answer",
                "import-invalid",
                "import-empty",
                "csv",
                "ansible",
                "enc",
                "encoding" ->
                Exit.FAILED;
            default -> Exit.USAGE;
          };
      throw new Failure(
              exit, e.code(), Text.clean(String.valueOf(e.getMessage())), Text.clean(e.next()))
          .with(e.lines().stream().map(Text::clean).toList());
    }
  }

  /** What is empty or misread must never take everything away. */
  private void check(
      String source, Wanted wanted, SortedMap<String, SortedSet<String>> present, TagEdits edits) {
    if (allowEmpty) {
      return;
    }
    List<String> lost = lost(wanted, present);
    String wrong = "";
    if (wanted.hosts().isEmpty()) {
      wrong = "There is no host to import";
    } else if (!lost.isEmpty()) {
      wrong = "No host has a value any more for " + String.join(", ", lost);
    } else if (edits.kept() == 0 && edits.before() > 0) {
      wrong =
          "Nothing would be left of the "
              + edits.before()
              + " tags that "
              + source
              + " says now"
              + (edits.unknown().size() == wanted.hosts().size() ? ": no host is known" : "");
    }
    if (!wrong.isEmpty()) {
      throw new Failure(
          Exit.FAILED,
          "import-empty",
          Text.clean(wrong) + "; nothing was changed.",
          "Check the input and the mappings; if it is meant, say --allow-empty.");
    }
  }

  /**
   * Mappings that give nothing any more though hosts that have such tags are still listed: probably
   * the other side calls it otherwise now. Where those hosts are gone, so is the value.
   */
  private static List<String> lost(Wanted wanted, SortedMap<String, SortedSet<String>> present) {
    return wanted.unused().stream()
        .filter(
            mapping ->
                wanted.hosts().entrySet().stream()
                    .anyMatch(
                        host ->
                            has(present.get(host.getKey()), mapping.key())
                                && !has(host.getValue(), mapping.key())))
        .map(Mapping::path)
        .toList();
  }

  private static boolean has(@Nullable SortedSet<String> tags, String key) {
    return tags != null
        && tags.stream().anyMatch(tag -> tag.equals(key) || tag.startsWith(key + "="));
  }

  private void remarks(String source, Wanted wanted, TagEdits edits) {
    for (Mapping mapping : wanted.unused()) {
      err().println("note: no host has a value for " + Text.clean(mapping.path()));
    }
    some(wanted.notes(), "", note -> err().println("note: " + Text.clean(note)));
    if (!edits.unknown().isEmpty()) {
      err()
          .println(
              "note: "
                  + hosts(edits.unknown().size())
                  + " not known to Kitward, and left out until a later run:");
      some(edits.unknown(), "  ", host -> err().println("  " + Text.clean(host)));
    }
    if (edits.edits().isEmpty() && output() != OutputFormat.name) {
      out()
          .println(
              source + ": nothing to do, " + wanted.hosts().size() + " hosts are as they shall be");
    }
  }

  private static String hosts(int count) {
    return count == 1 ? "1 host is" : count + " hosts are";
  }

  private void some(List<String> lines, String indent, java.util.function.Consumer<String> line) {
    lines.stream().limit(SHOWN).forEach(line);
    if (lines.size() > SHOWN) {
      err().println(indent + "… and " + (lines.size() - SHOWN) + " more (-o json has all)");
    }
  }

  private JsonNode planned(Api api, String source, TagEdits edits) {
    stillWaiting(api, edits);
    ObjectNode body = Api.MAPPER.createObjectNode();
    body.set("tags", edits.json(source));
    JsonNode plan = PlanCommand.send(api, body, new DocumentStream(), "");
    String id = Nouns.text(plan, "id");
    var text = new PlanText(out(), root().style());
    if (output() == OutputFormat.name) {
      out().println("plan/" + Text.clean(id));
    } else if (!structured()) {
      var nodes = new ArrayList<JsonNode>();
      String after = PlanCommand.nodes(api, id, all ? Integer.MAX_VALUE : limit, nodes);
      text.nodes(nodes, !after.isEmpty());
    }
    boolean shown = !structured() && output() != OutputFormat.name;
    if (!acting()) {
      if (shown) {
        text.summary(plan);
      }
      return plan;
    }
    try {
      JsonNode applied = apply(api, id);
      if (shown) {
        text.summary(applied);
      }
      return applied;
    } catch (Failure failure) {
      if (shown) {
        text.summary(plan);
      }
      if (failure.code().equals("confirmation-needed")) {
        String figure = plan.path("confirmation").path("figure").asString("N");
        waiting =
            Optional.of(
                new Waiting(edits.edits(), id, "kitward apply " + id + " --confirm=" + figure));
      }
      throw failure;
    }
  }

  /** The same plan is not made again and again while it waits for a person. */
  private void stillWaiting(Api api, TagEdits edits) {
    if (waiting.isEmpty() || !waiting.get().edits().equals(edits.edits())) {
      return;
    }
    String id = waiting.get().plan();
    if (Nouns.text(api.get("/v1/plans/" + Api.escape(id)), "state").equals("open")) {
      throw new Failure(
          Exit.CONFLICT,
          "plan-waits",
          "The plan " + id + " still waits for somebody who confirms it; nothing was changed.",
          "Look at it with: kitward plan " + id + ". Then: " + waiting.get().next());
    }
  }

  /** Nobody has looked at a plan that goes by --yes alone: the brake looks at its removals. */
  private JsonNode apply(Api api, String id) {
    String query = confirm.map(figure -> "?confirm=" + figure).orElse("?removals=held");
    return api.send(
            "POST",
            "/v1/plans/" + Api.escape(id) + "/apply" + query,
            java.net.http.HttpRequest.BodyPublishers.noBody(),
            Map.of())
        .body();
  }

  /** The word for a number of nodes. */
  static String nodes(int count) {
    return String.format(Locale.ROOT, "%d %s", count, count == 1 ? "node" : "nodes");
  }
}
