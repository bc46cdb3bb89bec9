package io.kitward.cli;

/** The exit codes, one meaning each. */
final class Exit {
  static final int DONE = 0;
  static final int FAILED = 1;

  /** Wrong usage, or a selector that cannot be read. */
  static final int USAGE = 2;

  /** Not signed in, or not permitted. */
  static final int NOT_PERMITTED = 4;

  static final int NOT_FOUND = 5;

  /** A conflict, or something changed in the meantime. */
  static final int CONFLICT = 6;

  static final int TIMEOUT = 7;

  /** Health below {@code --fail-on}. */
  static final int UNHEALTHY = 8;

  /** A selector does not pick the node. */
  static final int NO_MATCH = 10;

  /** The server cannot be reached; try again. */
  static final int UNREACHABLE = 75;

  private Exit() {}
}
