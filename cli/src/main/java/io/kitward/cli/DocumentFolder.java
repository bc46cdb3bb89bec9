package io.kitward.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A folder that documents are written into, {@code kind/name.yaml}, each file whole or not. */
final class DocumentFolder {

  /** As documents may be called; anything else from a server would be a path of its choice. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

  private final Path root;
  private final boolean overwrite;
  private final Set<Path> written = new HashSet<>();
  private boolean looked;

  DocumentFolder(Path root, boolean overwrite) {
    this.root = root;
    this.overwrite = overwrite;
  }

  /**
   * Writes one document.
   *
   * @throws Failure when the folder holds files that are not to be overwritten, or the document's
   *     name is none
   */
  void write(JsonNode stored) {
    String kind = Nouns.text(stored, "kind");
    String name = Nouns.text(stored, "name");
    if (!NAME.matcher(name).matches() || Nouns.kind(word(kind)).isEmpty()) {
      throw new Failure(
          Exit.FAILED,
          "name-unfit",
          "The server has a document “" + kind + "/" + name + "”, which is no name of a document.",
          "Nothing is written under it. Check that --server is a Kitward server.");
    }
    try {
      mayWrite();
      Path folder = Files.createDirectories(root.resolve(word(kind)));
      Path next = Files.createTempFile(folder, "." + name, ".new");
      Files.writeString(next, DocumentText.of(stored.path("document")));
      Files.setPosixFilePermissions(
          next, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
      Path file = folder.resolve(name + ".yaml");
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      written.add(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write below " + root + ": " + e.getMessage(), e);
    }
  }

  private static String word(String kind) {
    return Nouns.wordOf(kind).orElse(kind.toLowerCase(Locale.ROOT));
  }

  private void mayWrite() throws IOException {
    if (looked) {
      return;
    }
    looked = true;
    if (overwrite || !Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw new Failure(
          Exit.USAGE, "not-a-folder", root + " is no folder.", "Name a folder to write into.");
    }
    try (Stream<Path> inside = Files.list(root)) {
      if (inside.findAny().isPresent()) {
        throw new Failure(
            Exit.CONFLICT,
            "folder-not-empty",
            root + " holds files already.",
            "Name an empty folder, or add --overwrite.");
      }
    }
  }

  /** How many documents were written. */
  int written() {
    return written.size();
  }

  /** Files with documents that lie in the folder and were not written. */
  List<Path> strangers() {
    if (written.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .filter(DocumentFiles::isDocument)
          .filter(file -> !written.contains(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + root + ": " + e.getMessage(), e);
    }
  }
}
