package io.kitward.server.backend.icinga;

/** Icinga refuses one change; the message is its own words. The others may go well. */
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String words;

  RefusedException(String words) {
    super(words);
    this.words = words;
  }

  /** Icinga's words. */
  String words() {
    return words;
  }
}
