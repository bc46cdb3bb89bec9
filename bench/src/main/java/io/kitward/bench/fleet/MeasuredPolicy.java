package io.kitward.bench.fleet;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The condition of a measured policy: at least one of the alternatives holds, with all its terms.
 */
public record MeasuredPolicy(List<List<Term>> alternatives) {

  /** As a selector says it. */
  public String selector() {
    return alternatives.stream()
        .map(terms -> terms.stream().map(Term::toString).collect(Collectors.joining(" and ")))
        .collect(Collectors.joining(" or "));
  }
}
