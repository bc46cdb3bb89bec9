package io.kitward.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The person's own editor, on a file that nobody else can read. */
final class Editor {
  private final Surroundings surroundings;

  Editor(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** A new file with a text, in a folder of its own. */
  Path file(String name, String text) throws IOException {
    // Created for its owner alone.
    Path folder = Files.createTempDirectory("kitward-edit");
    return Files.writeString(folder.resolve(name.replaceAll("[^A-Za-z0-9._-]", "_")), text);
  }

  /**
   * Lets the person edit the file; returns what they saved.
   *
   * @throws Failure when the editor can't be started or says that it failed; the file is kept
   */
  String edited(Path file) throws IOException, InterruptedException {
    // Through the shell: people set commands with options, such as “code --wait”.
    var process =
        new ProcessBuilder("sh", "-c", command() + " \"$1\"", "sh", file.toString()).inheritIO();
    int exit = process.start().waitFor();
    if (exit != 0) {
      throw new Failure(
          Exit.FAILED,
          "editor",
          "The editor “" + command() + "” ended with " + exit + "; nothing was sent.",
          "Your text is in "
              + file
              + ". Set VISUAL or EDITOR to another one, if it did not start.");
    }
    return Files.readString(file);
  }

  private String command() {
    return Stream.of("VISUAL", "EDITOR")
        .map(surroundings::variable)
        .filter(command -> !command.isBlank())
        .findFirst()
        .orElse("vi");
  }

  /** Deletes the file and its folder. */
  void forget(Path file) throws IOException {
    Files.deleteIfExists(file);
    Path folder = file.getParent();
    // An editor may have left copies of its own; those stay.
    try (Stream<Path> left = Files.list(folder)) {
      if (left.findAny().isPresent()) {
        return;
      }
    }
    Files.deleteIfExists(folder);
  }
}
