package io.kitward.policy;

import java.util.List;

/**
 * A parameter's value with where it came from, and what lost to it (or agreed), strongest first.
 */
public record ParameterChoice(ParameterValue value, Origin winner, List<Assigned> losers) {
  public ParameterChoice {
    losers = List.copyOf(losers);
  }

  /** A value and where it came from. */
  public record Assigned(Origin origin, ParameterValue value) {}
}
