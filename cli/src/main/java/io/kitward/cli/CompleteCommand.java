package io.kitward.cli;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code kitward __complete}: what the word under the caret may become, one a line, with a tab
 * before its description. Whoever presses Tab waits for it, so a server that is slow or away is as
 * good as none: nothing is said of it.
 */
@Command(
    name = CompleteCommand.NAME,
    hidden = true,
    description = "What shells ask to complete a word.")
final class CompleteCommand extends ServerCommand {
  static final String NAME = "__complete";

  private static final long MILLISECONDS = 150;
  private static final int MOST = 200;

  @Parameters(arity = "0..*", paramLabel = "WORD")
  List<String> words = List.of();

  @Override
  public Integer call() throws InterruptedException {
    var wanted = WordWanted.of(root().commands(), words);
    var candidates = new Candidates(wanted);
    List<Candidates.Candidate> found = candidates.known().orElseGet(() -> asked(candidates));
    found.stream()
        .limit(MOST)
        .forEach(each -> out().println(Text.clean(each.text()) + "\t" + Text.clean(each.words())));
    return Exit.DONE;
  }

  private List<Candidates.Candidate> asked(Candidates candidates) {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked = executor.submit(() -> candidates.asked(root().api()));
      try {
        return asked.get(MILLISECONDS, TimeUnit.MILLISECONDS);
      } catch (ExecutionException | TimeoutException _) {
        return List.of();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return List.of();
      } finally {
        executor.shutdownNow();
      }
    }
  }
}
