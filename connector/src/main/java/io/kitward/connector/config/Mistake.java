package io.kitward.connector.config;

/** A mistake in the configuration: the line and the key, and what to do about it. */
public final class Mistake extends RuntimeException {

  private final int line;
  private final String key;

  Mistake(int line, String key, String message) {
    super(message);
    this.line = line;
    this.key = key;
  }

  /** The mistake as one line for people: {@code FILE:LINE: KEY: what is wrong}. */
  public String at(String file) {
    return file + ":" + line + ": " + (key.isEmpty() ? "" : key + ": ") + getMessage();
  }
}
