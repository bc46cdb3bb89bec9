package io.kitward.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Reads the documents that a command names: files, folders, standard input. */
final class DocumentFiles {

  private DocumentFiles() {}

  /** All of them as one stream. */
  static DocumentStream read(List<String> names, Surroundings surroundings) {
    var stream = new DocumentStream();
    names.forEach(name -> add(stream, name, surroundings));
    if (stream.isEmpty() && !names.isEmpty()) {
      throw new Failure(
          Exit.USAGE,
          "nothing-to-apply",
          "There are no documents in " + String.join(", ", names) + ".",
          "Name a .yaml, .yml or .json file, or a folder that holds some.");
    }
    return stream;
  }

  private static void add(DocumentStream stream, String name, Surroundings surroundings) {
    try {
      if (name.equals("-")) {
        stream.add(
            "standard input", new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8));
        return;
      }
      for (Path file : files(Path.of(name))) {
        stream.add(file.toString(), Files.readString(file));
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    } catch (UncheckedIOException e) {
      throw unreadable(name, e);
    }
  }

  private static Failure unreadable(String name, Exception e) {
    return new Failure(
        Exit.USAGE,
        "file",
        name + " cannot be read: " + e.getMessage(),
        "Name a file or a folder.");
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*\\.(yaml|yml|json)"))
          .sorted()
          .toList();
    }
  }
}
