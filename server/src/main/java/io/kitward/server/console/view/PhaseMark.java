package io.kitward.server.console.view;

import io.kitward.server.desired.Phase;

/** How a phase is shown: by its word, a shape of the sprite, and a tone. */
public record PhaseMark(Phase phase) {

  public String word() {
    return phase.word();
  }

  /** The symbol's id in the sprite. */
  public String symbol() {
    return "phase-" + phase.word();
  }

  /** The colour's name in the style sheet. */
  public Tone tone() {
    return switch (phase) {
      case OK, REPAIRED -> Tone.OK;
      case APPLYING, REMOVING -> Tone.MOVING;
      case PENDING, STALE -> Tone.QUIET;
      case DEGRADED -> Tone.WARN;
      case FAILED -> Tone.BAD;
      case BLOCKED -> Tone.HELD;
    };
  }

  /** Whether it needs a person. */
  public boolean needsSomebody() {
    return phase.needsSomebody();
  }
}
