package io.kitward.cli;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param next what to do; empty where nothing is to be done
 * @param exit the exit code where it is bad
 */
record Finding(String subject, State state, String words, String next, int exit) {

  /** How it is. */
  enum State {
    OK,
    WARNING,
    BAD
  }

  static Finding ok(String subject, String words) {
    return new Finding(subject, State.OK, words, "", Exit.DONE);
  }

  static Finding warning(String subject, String words, String next) {
    return new Finding(subject, State.WARNING, words, next, Exit.DONE);
  }

  static Finding bad(String subject, Failure failure) {
    return new Finding(
        subject,
        State.BAD,
        String.valueOf(failure.getMessage()),
        failure.problem().path("next").asString(""),
        failure.exit());
  }
}
