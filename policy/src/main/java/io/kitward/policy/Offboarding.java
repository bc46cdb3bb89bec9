package io.kitward.policy;

import java.time.Duration;
import java.util.Locale;

/** What happens when a node no longer needs the service, and after which grace period. */
public record Offboarding(Contract contract, Duration grace) {
  /** What a document without the block means. */
  public static final Offboarding KEEP = new Offboarding(Contract.KEEP, Duration.ZERO);

  /** From least to most taken away. */
  public enum Contract {
    KEEP,
    DISABLE,
    UNINSTALL,
    PURGE
  }

  /** As people read it: {@code purge}, or {@code purge after 60 s}. */
  public String words() {
    String word = contract.name().toLowerCase(Locale.ROOT);
    return grace.isZero() ? word : word + " after " + grace.toSeconds() + " s";
  }
}
