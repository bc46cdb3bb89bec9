package io.kitward.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code kitward diagnostics}: an archive of what helps to understand a node. */
@Command(
    name = "diagnostics",
    description = "Fetches an archive of what helps to understand a node, without secrets.")
final class DiagnosticsCommand extends ServerCommand {

  @Parameters(index = "0", paramLabel = "NODE")
  String node = "";

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write it, a .tar.gz")
  Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    var asking = new Asking(root().api(), node);
    JsonNode operation = asking.outcome(Asking.request("diagnostics", ""));
    byte[] archive = asking.result(operation);
    try {
      Files.write(file, archive);
    } catch (IOException e) {
      throw new Failure(
          Exit.FAILED, "file", "Cannot write " + file + ": " + e.getMessage(), "Choose another.");
    }
    out()
        .println(
            "%s: %,d bytes; look into it with: tar -xzf %s".formatted(file, archive.length, file));
    return Exit.DONE;
  }
}
