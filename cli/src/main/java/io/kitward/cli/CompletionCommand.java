package io.kitward.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kitward completion}: what a shell needs to complete words of the command. */
@Command(
    name = "completion",
    description = {
      "Prints what your shell reads to complete commands, options, names, tags and selectors:",
      "source <(kitward completion bash), source <(kitward completion zsh),"
          + " kitward completion fish | source"
    })
final class CompletionCommand extends ServerCommand {
  static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  @Parameters(index = "0", paramLabel = "SHELL", description = "bash, zsh or fish")
  String shell = "";

  @Override
  public Integer call() throws IOException {
    if (!SHELLS.contains(shell)) {
      throw new Failure(
          Exit.USAGE,
          "shell-unknown",
          "There is no completion for “" + shell + "”.",
          "Use one of: " + String.join(", ", SHELLS));
    }
    try (InputStream script = getClass().getResourceAsStream("/completion/" + shell)) {
      if (script == null) {
        throw new IllegalStateException("the script is missing from the program: " + shell);
      }
      out().print(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
    return Exit.DONE;
  }
}
