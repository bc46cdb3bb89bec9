package io.kitward.lab.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what the demo does, with the time since its beginning, and remembers what held and what did
 * not.
 */
final class Narrator {

  private final PrintStream out;
  private final long begin = System.nanoTime();
  private final List<String> failures = new ArrayList<>();
  private int step;

  Narrator(PrintStream out) {
    this.out = out;
  }

  /** Begins a step. */
  void step(String title) {
    step++;
    out.printf("%n%s %d. %s%n", clock(), step, title);
  }

  /** Says something within a step; from any thread. */
  synchronized void say(String line) {
    out.printf("%s    %s%n", clock(), line);
  }

  /** Shows lines as they are, set apart. */
  void show(String lines) {
    lines.lines().forEach(line -> out.println("           │ " + line));
  }

  /** Says whether something holds that has to. */
  void check(boolean holds, String claim) {
    out.printf("%s  %s %s%n", clock(), holds ? "✓" : "✗", claim);
    if (!holds) {
      failures.add("step " + step + ": " + claim);
    }
  }

  /** What did not hold. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  void failed(String what) {
    check(false, what);
  }

  private String clock() {
    Duration since = Duration.ofNanos(System.nanoTime() - begin);
    return "[%d:%02d]".formatted(since.toMinutes(), since.toSecondsPart());
  }
}
