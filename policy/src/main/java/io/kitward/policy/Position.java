package io.kitward.policy;

/** A place in a file: line and column from 1. */
public record Position(int line, int column) {
  static final Position UNKNOWN = new Position(0, 0);
}
