package io.kitward.server.desired;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where an instance stands, in one word; from the calm to the troubled. */
public enum Phase {
  OK,
  REPAIRED,
  PENDING,
  APPLYING,
  REMOVING,
  STALE,
  BLOCKED,
  DEGRADED,
  FAILED;

  /** The word used in the API, in the store and on screens. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it needs a person. */
  public boolean needsSomebody() {
    return switch (this) {
      case STALE, BLOCKED, DEGRADED, FAILED -> true;
      case OK, REPAIRED, PENDING, APPLYING, REMOVING -> false;
    };
  }

  /** The phase of a word. */
  public static Optional<Phase> of(String word) {
    return Arrays.stream(values()).filter(phase -> phase.word().equals(word)).findFirst();
  }
}
