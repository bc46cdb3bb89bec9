package io.kitward.selector.index;

import io.kitward.selector.Condition;
import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a selector apart into conjunctions, at least one of which holds exactly when the selector
 * does. What would explode stays whole, behind those of its conditions that must hold in any case.
 */
final class Normalization {
  /** The most conjunctions that one alternative of a selector becomes. */
  static final int CONJUNCTION_LIMIT = 64;

  private final Dictionary dictionary;

  Normalization(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  List<Conjunction> conjunctions(Selector selector) {
    if (selector instanceof Selector.Or or) {
      return or.terms().stream().flatMap(term -> alternative(term).stream()).toList();
    }
    return alternative(selector);
  }

  private List<Conjunction> alternative(Selector selector) {
    List<List<Literal>> apart = apart(selector, false);
    if (apart == null) {
      register(selector);
      return List.of(new Conjunction(List.copyOf(required(selector)), selector));
    }
    return apart.stream()
        .map(literals -> new Conjunction(literals.stream().distinct().toList(), null))
        .toList();
  }

  /** The conjunctions, or null when there would be too many. */
  private @Nullable List<List<Literal>> apart(Selector selector, boolean negated) {
    return switch (selector) {
      case Selector.All _ -> negated ? List.of() : List.of(List.of());
      case Selector.Not not -> apart(not.term(), !negated);
      case Selector.And and -> negated ? any(and.terms(), true) : all(and.terms(), false);
      case Selector.Or or -> negated ? all(or.terms(), true) : any(or.terms(), false);
      case Condition condition -> List.of(List.of(literal(condition, negated)));
      case Selector.GroupReference reference -> throw unexpanded(reference);
    };
  }

  private @Nullable List<List<Literal>> any(List<Selector> terms, boolean negated) {
    List<List<Literal>> any = new ArrayList<>();
    for (Selector term : terms) {
      List<List<Literal>> apart = apart(term, negated);
      if (apart == null || any.size() + apart.size() > CONJUNCTION_LIMIT) {
        return null;
      }
      any.addAll(apart);
    }
    return any;
  }

  private @Nullable List<List<Literal>> all(List<Selector> terms, boolean negated) {
    List<List<Literal>> all = List.of(List.of());
    for (Selector term : terms) {
      List<List<Literal>> apart = apart(term, negated);
      if (apart == null || (long) all.size() * apart.size() > CONJUNCTION_LIMIT) {
        return null;
      }
      all = product(all, apart);
    }
    return all;
  }

  private static List<List<Literal>> product(List<List<Literal>> left, List<List<Literal>> right) {
    List<List<Literal>> product = new ArrayList<>(left.size() * right.size());
    for (List<Literal> one : left) {
      for (List<Literal> other : right) {
        List<Literal> both = new ArrayList<>(one);
        both.addAll(other);
        product.add(both);
      }
    }
    return product;
  }

  /** The conditions that must hold whatever the rest says. */
  private List<Literal> required(Selector selector) {
    List<Literal> required = new ArrayList<>();
    if (selector instanceof Selector.And and) {
      for (Selector term : and.terms()) {
        switch (term) {
          case Condition condition -> required.add(literal(condition, false));
          case Selector.Not(Condition condition) -> required.add(literal(condition, true));
          case Selector.All _,
              Selector.And _,
              Selector.Or _,
              Selector.Not _,
              Selector.GroupReference _ -> {}
        }
      }
    }
    return required;
  }

  /** Gives every condition its code, so that nodes with the same codes get the same answers. */
  private void register(Selector selector) {
    switch (selector) {
      case Selector.All _ -> {}
      case Selector.Not not -> register(not.term());
      case Selector.And and -> and.terms().forEach(this::register);
      case Selector.Or or -> or.terms().forEach(this::register);
      case Condition condition -> dictionary.literal(condition);
      case Selector.GroupReference reference -> throw unexpanded(reference);
    }
  }

  private Literal literal(Condition condition, boolean negated) {
    Literal literal = dictionary.literal(condition);
    return negated ? literal.negated() : literal;
  }

  private static IllegalArgumentException unexpanded(Selector.GroupReference reference) {
    return new IllegalArgumentException("expand the groups first: " + reference);
  }
}
