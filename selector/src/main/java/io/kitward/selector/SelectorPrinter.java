package io.kitward.selector;

import java.util.Collection;
import java.util.stream.Collectors;

/** The canonical text of selectors: parsing it gives an equal selector. */
final class SelectorPrinter {
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
          encloses(not) ? "not (" + print(not.term()) + ")" : "not " + print(not.term());
      case Selector.GroupReference reference -> Words.GROUP + reference.name();
      case Condition condition -> print(condition);
    };
  }

  /** Whether a negation's term stands in parentheses. */
  static boolean encloses(Selector.Not not) {
    return not.term() instanceof Selector.And || not.term() instanceof Selector.Or;
  }

  private static String print(Condition condition) {
    String attribute = condition.attribute().toString();
    return switch (condition) {
      case Condition.Has ignored -> attribute;
      case Condition.Lacks ignored -> "!" + attribute;
      case Condition.In in -> attribute + values(in.values(), "=", "in");
      case Condition.NotIn notIn -> attribute + values(notIn.values(), "!=", "notin");
      case Condition.Greater greater -> attribute + " > " + greater.bound();
      case Condition.Less less -> attribute + " < " + less.bound();
      case Condition.Compare compare ->
          attribute + " " + compare.operator().sign() + " " + compare.operand();
      case Condition.Like like -> attribute + " like " + quoted(like.glob().pattern());
      case Condition.Within within ->
          attribute + (within.negative() ? " notin " : " in ") + networks(within.networks());
    };
  }

  private static String values(Collection<String> values, String one, String many) {
    String list = values.stream().map(SelectorPrinter::value).collect(Collectors.joining(", "));
    return values.size() == 1 ? " " + one + " " + list : " " + many + " (" + list + ")";
  }

  private static String networks(Collection<Network> networks) {
    String list = networks.stream().map(Network::toString).collect(Collectors.joining(", "));
    return networks.size() == 1 ? list : "(" + list + ")";
  }

  /** Bare when it is a label of no other meaning, so that Kubernetes selectors look as they did. */
  private static String value(String value) {
    boolean bare =
        !value.isEmpty() && LabelSyntax.checkValue(value).isEmpty() && !Words.isReserved(value);
    return bare ? value : quoted(value);
  }

  /** A quote inside is written twice. */
  static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }
}
