package io.kitward.server.console.view;

import java.util.Locale;

/** A colour with a meaning; never the only bearer of it. */
public enum Tone {
  OK,
  MOVING,
  QUIET,
  WARN,
  BAD,
  HELD;

  /** The class in the style sheet. */
  public String css() {
    return "tone-" + name().toLowerCase(Locale.ROOT);
  }
}
