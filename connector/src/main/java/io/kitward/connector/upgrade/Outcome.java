package io.kitward.connector.upgrade;

import java.util.Locale;
import java.util.Optional;

/**
 * How the last upgrade ended, as the guarding unit wrote it down: a word, the version that was
 * tried, the digest of its package, and a sentence.
 */
record Outcome(Kind kind, String version, String sha256, String words) {

  /** How. */
  enum Kind {
    /** The new version runs and reached the server. */
    UPGRADED,
    /** The version before is back. */
    RETURNED,
    /** Nothing was changed. */
    REFUSED
  }

  /** Reads a line; empty when it is none of ours. */
  static Optional<Outcome> read(String line) {
    String[] parts = line.strip().split(" ", 4);
    if (parts.length < 3) {
      return Optional.empty();
    }
    for (Kind kind : Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(parts[0])) {
        return Optional.of(new Outcome(kind, parts[1], parts[2], parts.length > 3 ? parts[3] : ""));
      }
    }
    return Optional.empty();
  }

  /** The line that is kept. */
  String line() {
    return kind.name().toLowerCase(Locale.ROOT) + " " + version + " " + sha256 + " " + words;
  }
}
