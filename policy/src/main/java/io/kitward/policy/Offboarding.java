package io.kitward.policy;

import java.time.Duration;

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
}
