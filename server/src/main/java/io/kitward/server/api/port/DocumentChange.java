package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an apply did to one document. */
public record DocumentChange(String kind, String name, long revision, Outcome outcome) {

  /** Whether it is new, different, or as it was. */
  public enum Outcome {
    CREATED,
    CHANGED,
    UNCHANGED;

    @JsonValue
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
