package io.kitward.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A bare Git repository on the disk and a work tree to push from, both made by {@code git}. */
final class GitFolder implements AutoCloseable {

  private final Path root;

  GitFolder() throws IOException, InterruptedException {
    root =
        Files.createTempDirectory(
            "kitward-git",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    git(root, "init", "-q", "--bare", "-b", "main", bare().toString());
    git(root, "init", "-q", "-b", "main", work().toString());
    git(work(), "remote", "add", "origin", bare().toString());
  }

  /** What is served. */
  Path bare() {
    return root.resolve("bare.git");
  }

  /** Where both are. */
  Path folder() {
    return root;
  }

  /** What is pushed. */
  Path work() {
    return root.resolve("work");
  }

  String url() {
    return "file://" + bare();
  }

  /** Writes a file of the work tree. */
  GitFolder put(String path, String text) throws IOException {
    Path file = work().resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /** Takes a file out of the work tree. */
  GitFolder remove(String path) throws IOException {
    Files.delete(work().resolve(path));
    return this;
  }

  /** Commits all of the work tree and pushes it, whatever was there; the commit. */
  String push(String message) throws IOException, InterruptedException {
    git(work(), "add", "-A");
    git(work(), "commit", "-q", "--allow-empty", "-m", message);
    git(work(), "push", "-q", "--force", "origin", "HEAD:main");
    return git(work(), "rev-parse", "HEAD").strip();
  }

  /** Runs git in the work tree. */
  String run(String... arguments) throws IOException, InterruptedException {
    return git(work(), arguments);
  }

  /** Makes the branch what a stream of {@code git fast-import} says. */
  void fastImport(String stream) throws IOException, InterruptedException {
    String _ = given(bare(), stream, "fast-import", "--quiet", "--force");
  }

  /** Writes a blob; its id. */
  String hash(String text) throws IOException, InterruptedException {
    return given(bare(), text, "hash-object", "-w", "--stdin").strip();
  }

  /** Writes a tree with one entry, also one that no checkout would make; its id. */
  String tree(String mode, String id, String name) throws IOException, InterruptedException {
    String entry =
        mode
            + " "
            + name
            + "\0"
            + new String(HexFormat.of().parseHex(id), StandardCharsets.ISO_8859_1);
    return given(bare(), entry, "hash-object", "-w", "--stdin", "-t", "tree", "--literally")
        .strip();
  }

  /** Makes the branch a commit of a tree. */
  void point(String tree) throws IOException, InterruptedException {
    String commit = git(bare(), "commit-tree", tree, "-m", "made").strip();
    String _ = git(bare(), "update-ref", "refs/heads/main", commit);
  }

  private static String git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    return given(folder, "", arguments);
  }

  /** The characters of the input are its bytes. */
  private static String given(Path folder, String input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_CONFIG_SYSTEM", "/dev/null",
                "GIT_AUTHOR_NAME", "Ada",
                "GIT_AUTHOR_EMAIL", "ada@example",
                "GIT_COMMITTER_NAME", "Ada",
                "GIT_COMMITTER_EMAIL", "ada@example"));
    Process process = builder.start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.ISO_8859_1));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": " + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
