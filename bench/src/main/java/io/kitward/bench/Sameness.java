package io.kitward.bench;

import java.util.Arrays;

/** The check that comes before every measurement: all engines give the same answers. */
final class Sameness {
  private Sameness() {}

  static void check(String what, int[] ours, String peer, int[] theirs) {
    if (!Arrays.equals(ours, theirs)) {
      throw new DifferentAnswersException(
          "%s: Kitward says %s, %s says %s; without the same answers nothing is measured"
              .formatted(what, shortened(ours), peer, shortened(theirs)));
    }
  }

  private static String shortened(int[] answer) {
    return answer.length <= 20
        ? Arrays.toString(answer)
        : answer.length + " of " + Arrays.toString(Arrays.copyOf(answer, 20)) + " …";
  }

  /** Two engines disagree. */
  static final class DifferentAnswersException extends RuntimeException {
    DifferentAnswersException(String message) {
      super(message);
    }
  }
}
