package io.kitward.selector;

import java.util.NavigableSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The canonical text of selectors: parsing it gives an equal selector. */
final class SelectorPrinter {
  private static final Set<String> QUOTED =
      Set.of("and", "or", "not", "all", "like", "in", "notin");

  private SelectorPrinter() {}

  static String print(Selector selector) {
    return switch (selector) {
      case Selector.All ignored -> "all";
      case Selector.And and ->
          and.terms().stream()
              .map(term -> term instanceof Selector.Or ? "(" + print(term) + ")" : print(term))
              .collect(Collectors.joining(" and "));
      case Selector.Or or ->
          or.terms().stream().map(SelectorPrinter::print).collect(Collectors.joining(" or "));
      case Selector.Not not ->
          not.term() instanceof Selector.And || not.term() instanceof Selector.Or
              ? "not (" + print(not.term()) + ")"
              : "not " + print(not.term());
      case Selector.Has has -> label(has.key());
      case Selector.Lacks lacks -> "!" + label(lacks.key());
      case Selector.In in -> values(in.key(), in.values(), "=", "in");
      case Selector.NotIn notIn -> values(notIn.key(), notIn.values(), "!=", "notin");
      case Selector.Greater greater -> label(greater.key()) + " > " + greater.bound();
      case Selector.Less less -> label(less.key()) + " < " + less.bound();
    };
  }

  private static String values(String key, NavigableSet<String> values, String one, String many) {
    if (values.size() == 1) {
      return label(key) + " " + one + " " + label(values.first());
    }
    return values.stream()
        .map(SelectorPrinter::label)
        .collect(Collectors.joining(", ", label(key) + " " + many + " (", ")"));
  }

  private static String label(String label) {
    boolean quote = label.isEmpty() || QUOTED.contains(label) || label.startsWith("facts.");
    return quote ? '"' + label + '"' : label;
  }
}
