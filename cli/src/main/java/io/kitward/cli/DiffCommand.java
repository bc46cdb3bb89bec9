package io.kitward.cli;

import io.kitward.policy.Document;
import io.kitward.policy.Documents;
import io.kitward.policy.ParsedDocument;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code kitward diff}: what differs between documents in files and those on the server. */
@Command(
    name = "diff",
    description = {
      "Shows what documents in files would change of those on the server; changes nothing.",
      "Exit 0 when nothing differs, 3 when something does. What that does to nodes: kitward plan."
    })
final class DiffCommand extends ServerCommand {

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "A file, a folder with .yaml, .yml and .json files, or - for standard input")
  List<String> names = List.of();

  @Option(names = "--prune", description = "Also names every document that is not in the files")
  boolean prune;

  private final ArrayNode found = Api.MAPPER.createArrayNode();

  @Override
  public Integer call() {
    Documents.Parsed parsed = LocalDocuments.sound(names, root().surroundings());
    Map<String, ParsedDocument> mine = new TreeMap<>();
    for (ParsedDocument each : parsed.documents()) {
      mine.put(each.document().kind().word() + "/" + each.document().name(), each);
    }
    new Listing(root().api(), "/v1/documents", Map.of(), true)
        .all(
            page -> {
              page.forEach(stored -> compare(stored, mine));
              return true;
            });
    mine.forEach((title, added) -> differs(title, "created", "", added));
    if (structured()) {
      ObjectNode list =
          Api.MAPPER
              .createObjectNode()
              .put("apiVersion", API_VERSION)
              .put("kind", "DocumentDifferenceList");
      list.set("items", found);
      print(list);
    }
    return found.isEmpty() ? Exit.DONE : Exit.CHANGES;
  }

  /** Compares a document of the server with ours of the same name, which is then done with. */
  private void compare(JsonNode stored, Map<String, ParsedDocument> mine) {
    String title = Nouns.text(stored, "kind") + "/" + Nouns.text(stored, "name");
    ParsedDocument own = mine.remove(title);
    String theirs = DocumentText.of(stored.path("document"));
    if (own != null) {
      if (!canonical(own.document()).equals(stored.path("document"))) {
        differs(title, "changed", theirs, own);
      }
    } else if (prune) {
      note(title, "deleted");
      if (!structured() && output() != OutputFormat.name) {
        UnifiedText.print(out(), root().style(), "server/" + title, theirs, "/dev/null", "");
      }
    }
  }

  private void differs(String title, String effect, String theirs, ParsedDocument own) {
    note(title, effect);
    if (!structured() && output() != OutputFormat.name) {
      String before = theirs.isEmpty() ? "/dev/null" : "server/" + title;
      String ours = DocumentText.of(canonical(own.document()));
      UnifiedText.print(out(), root().style(), before, theirs, own.file(), ours);
    }
  }

  private void note(String title, String effect) {
    String[] parts = title.split("/", 2);
    found.addObject().put("kind", parts[0]).put("name", parts[1]).put("effect", effect);
    if (output() == OutputFormat.name) {
      out().println(Text.clean(title));
    }
  }

  private static JsonNode canonical(Document document) {
    return Api.MAPPER.readTree(document.canonicalJson());
  }
}
