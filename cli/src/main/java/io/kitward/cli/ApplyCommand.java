package io.kitward.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code kitward apply}: sends documents to the server, all of them or none. */
@Command(name = "apply", description = "Applies the documents in files and folders, all or none.")
final class ApplyCommand extends ServerCommand {

  @Option(
      names = {"-f", "--filename"},
      required = true,
      paramLabel = "FILE|DIR",
      description = "A file, a folder with .yaml, .yml and .json files, or - for standard input")
  List<String> names = List.of();

  @Override
  public Integer call() {
    var stream = new DocumentStream();
    names.forEach(name -> add(stream, name));
    if (stream.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "nothing-to-apply",
          "There are no documents in " + String.join(", ", names) + ".",
          "Name a .yaml, .yml or .json file, or a folder that holds some.");
    }
    try {
      var answer =
          root()
              .api()
              .send(
                  "POST",
                  "/v1/documents",
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
          Nouns.text(change, "kind").toLowerCase(java.util.Locale.ROOT)
              + "/"
              + Nouns.text(change, "name");
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
  }

  private void add(DocumentStream stream, String name) {
    try {
      if (name.equals("-")) {
        stream.add(
            "standard input",
            new String(root().surroundings().in().readAllBytes(), StandardCharsets.UTF_8));
        return;
      }
      for (Path file : files(Path.of(name))) {
        stream.add(file.toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw new Failure(
          Exit.USAGE,
          "file",
          name + " cannot be read: " + e.getMessage(),
          "Name a file or a folder.");
    } catch (UncheckedIOException e) {
      throw new Failure(
          Exit.USAGE,
          "file",
          name + " cannot be read: " + e.getMessage(),
          "Name a file or a folder.");
    }
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      return new ArrayList<>(
          all.filter(Files::isRegularFile)
              .filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
              .sorted()
              .toList());
    }
  }
}
