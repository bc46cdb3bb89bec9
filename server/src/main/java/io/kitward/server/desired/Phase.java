package io.kitward.server.desired;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an instance stands, in one word. */
public enum Phase {
  PENDING,
  APPLYING,
  OK,
  REPAIRED,
  DEGRADED,
  FAILED,
  REMOVING,
  BLOCKED,
  STALE;

  /** The word used in the API, in the store and on screens. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Phase of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
