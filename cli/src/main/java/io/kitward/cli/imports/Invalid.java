package io.kitward.cli.imports;

/** What becomes of a value that is no tag. */
public enum Invalid {
  /** Nothing is imported. */
  refuse,
  /** The value is left out. */
  skip,
  /** Each run of characters that tags can't have becomes one underscore. */
  replace
}
