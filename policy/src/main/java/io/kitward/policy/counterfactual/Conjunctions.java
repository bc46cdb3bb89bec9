package io.kitward.policy.counterfactual;

import io.kitward.selector.Condition;
import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A selector as alternatives, each a set of literals that must hold together; bounded. */
final class Conjunctions {
  /** How many alternatives one selector may have. */
  static final int LIMIT = 1_000;

  private boolean complete = true;

  /** Whether no alternative was left out. */
  boolean complete() {
    return complete;
  }

  /** The alternatives under which the expanded selector holds, or does not. */
  List<Set<Literal>> of(Selector selector, boolean holds) {
    return switch (selector) {
      case Selector.All ignored -> holds ? List.of(Set.of()) : List.of();
      case Selector.Not not -> of(not.term(), !holds);
      case Selector.And and -> holds ? product(and.terms(), true) : union(and.terms(), false);
      case Selector.Or or -> holds ? union(or.terms(), true) : product(or.terms(), false);
      case Condition condition -> List.of(Set.of(Literal.of(condition, holds)));
      case Selector.GroupReference ignored -> {
        complete = false;
        yield List.of();
      }
    };
  }

  private List<Set<Literal>> union(List<Selector> terms, boolean holds) {
    List<Set<Literal>> alternatives = new ArrayList<>();
    for (Selector term : terms) {
      alternatives.addAll(of(term, holds));
    }
    return bounded(alternatives);
  }

  private List<Set<Literal>> product(List<Selector> terms, boolean holds) {
    List<Set<Literal>> alternatives = List.of(Set.of());
    for (Selector term : terms) {
      alternatives = both(alternatives, of(term, holds));
    }
    return alternatives;
  }

  /** Every alternative of one side together with every one of the other. */
  List<Set<Literal>> both(List<Set<Literal>> left, List<Set<Literal>> right) {
    List<Set<Literal>> alternatives = new ArrayList<>();
    for (Set<Literal> one : left) {
      for (Set<Literal> other : right) {
        if (alternatives.size() >= LIMIT) {
          complete = false;
          return alternatives;
        }
        Set<Literal> together = new LinkedHashSet<>(one);
        together.addAll(other);
        alternatives.add(together);
      }
    }
    return alternatives;
  }

  private List<Set<Literal>> bounded(List<Set<Literal>> alternatives) {
    if (alternatives.size() <= LIMIT) {
      return alternatives;
    }
    complete = false;
    return alternatives.subList(0, LIMIT);
  }
}
