package io.kitward.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the mode that a policy or an assignment gives to its services. */
final class ModeReader {
  private ModeReader() {}

  /** The mode; null when the document says none. */
  static Mode.@Nullable Said read(Fields spec) {
    Mode mode = spec.find("mode") == null ? null : spec.choice("mode", Mode.class);
    Instant until = spec.find("until") == null ? null : ChoiceReader.until(spec);
    if (mode == Mode.SUSPENDED && until == null) {
      spec.problem(
          Problem.MISSING,
          "until",
          "is missing; a suspension ends by itself, write when: until: 2026-12-31T18:00:00Z");
    }
    if (mode != Mode.SUSPENDED && until != null) {
      spec.problem(Problem.VALUE, "until", "is for mode: suspended only; drop it");
    }
    return mode == null ? null : new Mode.Said(mode, until);
  }
}
