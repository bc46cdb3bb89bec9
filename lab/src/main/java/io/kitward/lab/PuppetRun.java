package io.kitward.lab;

import java.time.Duration;
import java.util.stream.Collectors;

/**
 * How an agent's run ended: Puppet's detailed exit code (0 nothing to do, 2 changed, 4 failures, 6
 * both, 1 no catalog).
 */
public record PuppetRun(int exit, String output, Duration duration) {

  /** Whether something was changed. */
  public boolean changed() {
    return exit == 2 || exit == 6;
  }

  /** Whether nothing failed. */
  public boolean succeeded() {
    return exit == 0 || exit == 2;
  }

  /**
   * This run, if nothing failed; else {@link LabException} with all that Puppet wrote, its errors
   * first: a report of tests often shows one line only.
   */
  public PuppetRun orThrow() {
    if (!succeeded()) {
      String errors =
          output.lines().filter(line -> line.contains("Error:")).collect(Collectors.joining("; "));
      throw new LabException(
          "the Puppet run ended with " + exit + ": " + errors + "\n" + output.strip());
    }
    return this;
  }
}
