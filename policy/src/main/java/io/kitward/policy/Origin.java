package io.kitward.policy;

import java.util.Comparator;

/**
 * Where a parameter's value comes from; the later source wins, among policies the higher priority.
 */
public record Origin(Source source, String name, int priority) implements Comparable<Origin> {
  private static final Comparator<Origin> RANK =
      Comparator.comparing(Origin::source).thenComparingInt(Origin::priority);

  /** From weakest to strongest. */
  public enum Source {
    DEFAULT,
    BUNDLE,
    POLICY,
    PUPPET,
    ASSIGNMENT,
    BACKEND
  }

  /** Whether neither of the two wins over the other. */
  public boolean sameRank(Origin other) {
    return RANK.compare(this, other) == 0;
  }

  /** Weakest first; the name only orders equals. */
  @Override
  public int compareTo(Origin other) {
    return RANK.thenComparing(Origin::name, Comparator.reverseOrder()).compare(this, other);
  }

  /** As messages name it. */
  @Override
  public String toString() {
    return switch (source) {
      case DEFAULT -> "default of service " + name;
      case BUNDLE -> "bundle " + name;
      case POLICY -> "policy " + name + " (priority " + priority + ")";
      case PUPPET -> "Puppet's code";
      case ASSIGNMENT -> "assignment " + name;
      case BACKEND -> "backend " + name;
    };
  }
}
