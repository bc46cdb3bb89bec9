package io.kitward.server.console.view;

import io.kitward.server.api.port.ConditionView;
import java.time.Instant;

/**
 * One condition as a light: a shape, a tone and the words that a screen reader or a pointer gets.
 *
 * @param type Installed, Configured, Running, Healthy, Registered or Proven
 * @param symbol the symbol's id in the sprite
 */
public record Light(
    String type,
    String symbol,
    Tone tone,
    String status,
    String reason,
    String message,
    When since,
    boolean gap) {

  static Light of(ConditionView condition, Instant now) {
    Face face = Face.of(condition.status());
    return new Light(
        condition.type(),
        face.symbol,
        face.tone,
        face.words,
        condition.reason(),
        condition.message(),
        When.of(condition.since(), now),
        face.gap);
  }

  /** What a pointer shows over the light. */
  public String title() {
    String why = message.isEmpty() ? reason : message;
    return type + ": " + status + (why.isEmpty() ? "" : " – " + why);
  }

  private enum Face {
    TRUE("light-true", Tone.OK, "true", false),
    FALSE("light-false", Tone.BAD, "false", true),
    UNKNOWN("light-unknown", Tone.QUIET, "unknown", true),
    NOT_APPLICABLE("light-none", Tone.QUIET, "not applicable", false);

    private final String symbol;
    private final Tone tone;
    private final String words;
    private final boolean gap;

    Face(String symbol, Tone tone, String words, boolean gap) {
      this.symbol = symbol;
      this.tone = tone;
      this.words = words;
      this.gap = gap;
    }

    /** A status that this console does not know is unknown, never true. */
    static Face of(String status) {
      return switch (status) {
        case "True" -> TRUE;
        case "False" -> FALSE;
        case "NotApplicable" -> NOT_APPLICABLE;
        default -> UNKNOWN;
      };
    }
  }
}
