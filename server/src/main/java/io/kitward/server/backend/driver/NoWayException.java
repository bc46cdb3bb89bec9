package io.kitward.server.backend.driver;

import java.io.IOException;

/**
 * A console that only a site can reach could not be asked: its connector is away, too old, or may
 * not. Asking again at once is of no use. The message says why, in words.
 */
public final class NoWayException extends IOException {
  private static final long serialVersionUID = 1L;

  public NoWayException(String message) {
    super(message);
  }
}
