package io.kitward.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward export}: all documents as files that {@code apply} finds unchanged. */
@Command(
    name = "export",
    description = {
      "Writes all documents into a folder, DIR/kind/name.yaml; apply -f DIR finds them unchanged.",
      "A folder that holds anything is left alone unless --overwrite is given."
    })
final class ExportCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "DIR")
  String directory = "";

  @Option(
      names = "--kind",
      split = ",",
      paramLabel = "KIND",
      description = "Only documents of these kinds")
  List<String> kinds = List.of();

  @Option(
      names = "--overwrite",
      description = "Also into a folder with files; those of documents that are gone are named")
  boolean overwrite;

  @Override
  public Integer call() {
    Set<String> wanted = new TreeSet<>();
    kinds.forEach(word -> wanted.add(Nouns.kindNamed(word)));
    Api api = root().api();
    // Asked before the folder is touched: a server that is away leaves nothing behind.
    var listing = new Listing(api, "/v1/documents", Map.of(), true);
    var folder = new DocumentFolder(Path.of(directory), overwrite);
    listing.all(
        page -> {
          page.stream()
              .filter(document -> wanted.isEmpty() || wanted.contains(kind(document)))
              .forEach(folder::write);
          return true;
        });
    folder
        .strangers()
        .forEach(file -> err().println("not on the server: " + file + "; delete it, or apply it"));
    int count = folder.written();
    out().println(count + (count == 1 ? " document" : " documents") + " in " + directory);
    return Exit.DONE;
  }

  private static String kind(JsonNode document) {
    return Nouns.text(document, "kind");
  }
}
