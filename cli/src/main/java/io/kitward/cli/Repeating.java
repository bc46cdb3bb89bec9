package io.kitward.cli;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Looks again and again. A server that is away for a moment is said once, and does not end it; any
 * other failure does.
 */
final class Repeating {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final PrintWriter err;

  Repeating(PrintWriter err) {
    this.err = err;
  }

  /** One look; true when no further one is needed. */
  @FunctionalInterface
  interface Look {
    boolean look();
  }

  /**
   * Looks until a look says that it is the last.
   *
   * @throws Failure when the very first look fails, or one for another reason than the network
   */
  void until(Look look) throws InterruptedException {
    boolean away = false;
    boolean first = true;
    while (true) {
      try {
        if (look.look()) {
          return;
        }
        if (away) {
          err.println("The server answers again.");
        }
        away = false;
      } catch (Failure failure) {
        if (first || failure.exit() != Exit.UNREACHABLE) {
          throw failure;
        }
        if (!away) {
          err.println("waiting: " + failure.getMessage());
        }
        away = true;
      }
      first = false;
      Thread.sleep(PAUSE);
    }
  }
}
