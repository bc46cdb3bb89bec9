package io.kitward.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the documents that a command names: files, folders, standard input. */
final class DocumentFiles {

  /** No set of documents that people write is larger; a mistaken name is not read to its end. */
  private static final int LARGEST = 16 << 20;

  private DocumentFiles() {}

  /**
   * A text that holds documents.
   *
   * @param file where it came from, for messages
   */
  record Source(String file, String text) {}

  /** All of them as one stream. */
  static DocumentStream read(List<String> names, Surroundings surroundings) {
    var stream = new DocumentStream();
    sources(names, surroundings).forEach(source -> stream.add(source.file(), source.text()));
    if (stream.isEmpty() && !names.isEmpty()) {
      throw nothing("nothing-to-apply", names);
    }
    return stream;
  }

  /** All of them, each by itself. */
  static List<Source> sources(List<String> names, Surroundings surroundings) {
    var sources = new ArrayList<Source>();
    names.forEach(name -> add(sources, name, surroundings));
    return sources;
  }

  /** The failure of names that hold no document. */
  static Failure nothing(String code, List<String> names) {
    return new Failure(
        Exit.USAGE,
        code,
        "There are no documents in " + String.join(", ", names) + ".",
        "Name a .yaml, .yml or .json file, or a folder that holds some.");
  }

  private static void add(List<Source> sources, String name, Surroundings surroundings) {
    try {
      if (name.equals("-")) {
        byte[] input = surroundings.in().readNBytes(LARGEST + 1);
        sources.add(new Source("standard input", text(name, input)));
        return;
      }
      for (Path file : files(Path.of(name))) {
        if (Files.size(file) > LARGEST) {
          throw tooLarge(file.toString());
        }
        sources.add(new Source(file.toString(), text(file.toString(), Files.readAllBytes(file))));
      }
    } catch (IOException e) {
      throw unreadable(name, e);
    } catch (UncheckedIOException e) {
      throw unreadable(name, e);
    }
  }

  private static String text(String name, byte[] bytes) throws IOException {
    if (bytes.length > LARGEST) {
      throw tooLarge(name);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw new IOException("it is not valid UTF-8");
    }
  }

  private static Failure tooLarge(String name) {
    return new Failure(
        Exit.USAGE,
        "file-too-large",
        name + " has more than " + Text.bytes(LARGEST) + ".",
        "Split it; each document is far smaller.");
  }

  private static Failure unreadable(String name, Exception e) {
    return new Failure(
        Exit.USAGE,
        "file",
        name + " cannot be read: " + e.getMessage(),
        "Name a file or a folder.");
  }

  /** Whether a file in a folder is taken for a document, by its name. */
  static boolean isDocument(Path file) {
    return file.toString().matches(".*\\.(yaml|yml|json)");
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.walk(path)) {
      return all.filter(Files::isRegularFile).filter(DocumentFiles::isDocument).sorted().toList();
    }
  }
}
