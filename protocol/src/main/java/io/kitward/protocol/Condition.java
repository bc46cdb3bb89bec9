package io.kitward.protocol;

import java.time.Instant;

/**
 * One thing that is known about an instance.
 *
 * @param since when the status became what it is
 * @param reason a stable word in CamelCase, for programs
 * @param message a sentence for people; empty when there is nothing to say
 */
public record Condition(Type type, Status status, Instant since, String reason, String message) {

  /** The six questions, in the order in which the first gap is the place to look. */
  public enum Type {
    INSTALLED("Installed"),
    CONFIGURED("Configured"),
    RUNNING("Running"),
    HEALTHY("Healthy"),
    REGISTERED("Registered"),
    PROVEN("Proven");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** The word used in the API, on screens and on the wire. */
    public String word() {
      return word;
    }
  }

  /** The answer to a question; never True by assumption. */
  public enum Status {
    TRUE("True"),
    FALSE("False"),
    UNKNOWN("Unknown"),
    NOT_APPLICABLE("NotApplicable");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /** The word used in the API, on screens and on the wire. */
    public String word() {
      return word;
    }
  }
}
