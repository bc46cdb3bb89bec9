package io.kitward.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The exit codes, one meaning each. */
final class Exit {
  static final int DONE = 0;
  static final int FAILED = 1;

  /** Wrong usage, or a selector that cannot be read. */
  static final int USAGE = 2;

  /** A change would do something; said only where that was asked for. */
  static final int CHANGES = 3;

  /** Not signed in, or not permitted. */
  static final int NOT_PERMITTED = 4;

  static final int NOT_FOUND = 5;

  /** A conflict, or something changed in the meantime. */
  static final int CONFLICT = 6;

  static final int TIMEOUT = 7;

  /** Health below {@code --fail-on}. */
  static final int UNHEALTHY = 8;

  /** Somebody said no when asked. */
  static final int DECLINED = 9;

  /** A selector does not pick the node. */
  static final int NO_MATCH = 10;

  /** The server cannot be reached; try again. */
  static final int UNREACHABLE = 75;

  /** Stopped by a signal, as shells count it: 128 and the number of SIGINT. */
  static final int INTERRUPTED = 130;

  /** What a code means, as help and documentation print it. */
  record Meaning(int code, String words) {}

  /** All codes in ascending order. */
  static final List<Meaning> TABLE =
      List.of(
          new Meaning(DONE, "done, or there was nothing to do"),
          new Meaning(FAILED, "failed; documents with a mistake, for instance"),
          new Meaning(USAGE, "wrong usage, or a selector that cannot be read"),
          new Meaning(CHANGES, "there are differences (plan --exit-code, diff)"),
          new Meaning(NOT_PERMITTED, "not signed in, or not permitted"),
          new Meaning(NOT_FOUND, "there is no such thing"),
          new Meaning(CONFLICT, "a conflict, or it changed in the meantime"),
          new Meaning(TIMEOUT, "time ran out (wait, and what a node is asked)"),
          new Meaning(UNHEALTHY, "health below --fail-on (status)"),
          new Meaning(DECLINED, "declined when asked"),
          new Meaning(NO_MATCH, "the selector does not pick the node (selector check)"),
          new Meaning(
              UNREACHABLE,
              "the server cannot be reached, or its certificate is not accepted; try again"),
          new Meaning(INTERRUPTED, "interrupted"));

  private Exit() {}

  /** The table as the help of the command prints it. */
  static Map<String, String> help() {
    var lines = new LinkedHashMap<String, String>();
    TABLE.forEach(meaning -> lines.put(Integer.toString(meaning.code()), meaning.words()));
    return lines;
  }
}
