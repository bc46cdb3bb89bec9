package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an instance's conditions come to, from the calm to the troubled. */
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

  /** The word used in the API and on screens. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The phase of a word. */
  public static Optional<Phase> of(String word) {
    return Arrays.stream(values()).filter(phase -> phase.word().equals(word)).findFirst();
  }
}
