package io.kitward.connector.control;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person on the node asks the running connector for.
 *
 * @param service a service's name; empty for all
 * @param until when a suspension ends; null for {@code RESUME}
 * @param by who asks, in words
 * @param reason why, as that person said; may be empty
 */
public record Order(Verb verb, String service, @Nullable Instant until, String by, String reason) {

  /** What is asked for. */
  public enum Verb {
    SUSPEND,
    RESUME
  }
}
