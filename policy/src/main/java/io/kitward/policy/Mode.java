package io.kitward.policy;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What Kitward does about a difference between what a service shall be and what it is. */
public enum Mode {
  /** It is put right. */
  ENFORCE,
  /** It is only reported. */
  OBSERVE,
  /** Nothing is done until the suspension ends by itself: a person works there. */
  SUSPENDED;

  private static final String UNTIL = " until ";

  /**
   * A mode as a document says it.
   *
   * @param until the end of a suspension; null for the other modes
   */
  record Said(Mode mode, @Nullable Instant until) {

    /** As one value that is merged like a parameter's. */
    ParameterValue value() {
      String word = mode.name().toLowerCase(Locale.ROOT);
      return new ParameterValue.Text(until == null ? word : word + UNTIL + until);
    }

    /** What {@link #value} says. */
    static Said of(ParameterValue value) {
      String text = value.plain().toString();
      int at = text.indexOf(UNTIL);
      return at < 0
          ? new Said(Mode.valueOf(text.toUpperCase(Locale.ROOT)), null)
          : new Said(
              Mode.valueOf(text.substring(0, at).toUpperCase(Locale.ROOT)),
              Instant.parse(text.substring(at + UNTIL.length())));
    }
  }
}
