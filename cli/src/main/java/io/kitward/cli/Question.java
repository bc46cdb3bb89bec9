package io.kitward.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** Asks the person at the terminal before something is done. */
final class Question {
  private static final Set<String> YES = Set.of("y", "yes");

  /** Nobody answers longer; whatever is piped in here by mistake is not read to its end. */
  private static final int LONGEST = 100;

  private final Surroundings surroundings;

  Question(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Whether somebody is there to be asked. */
  boolean canBeAsked() {
    return surroundings.width() > 0;
  }

  /**
   * Goes on when the answer is yes.
   *
   * @throws Failure when it is anything else, or nothing
   */
  void yes(String words, String next) {
    if (!YES.contains(answer(words + " [y/N] ").toLowerCase(Locale.ROOT))) {
      throw declined(next);
    }
  }

  /**
   * Goes on when the answer is this very figure: whoever types it has read it.
   *
   * @throws Failure when it is anything else, or nothing
   */
  void figure(int figure, String words, String next) {
    if (!answer(words + " Type " + figure + " to go on: ").equals(Integer.toString(figure))) {
      throw declined(next);
    }
  }

  private static Failure declined(String next) {
    return new Failure(Exit.DECLINED, "declined", "Nothing was changed.", next);
  }

  private String answer(String words) {
    surroundings.out().flush();
    surroundings.err().print(words);
    surroundings.err().flush();
    var answer = new ByteArrayOutputStream();
    try {
      for (int next = surroundings.in().read();
          next >= 0 && next != '\n' && answer.size() < LONGEST;
          next = surroundings.in().read()) {
        answer.write(next);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the answer cannot be read: " + e.getMessage(), e);
    }
    return answer.toString(StandardCharsets.UTF_8).strip();
  }
}
