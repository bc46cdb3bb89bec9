package io.kitward.selector.oracle;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A selector as the oracle sees it. */
sealed interface Tree {

  /** Whether a node with these values by attribute ({@code k}, {@code facts.f}) is picked. */
  boolean holds(Map<String, Set<String>> node);

  record All() implements Tree {
    @Override
    public boolean holds(Map<String, Set<String>> node) {
      return true;
    }
  }

  record Both(Tree left, Tree right) implements Tree {
    @Override
    public boolean holds(Map<String, Set<String>> node) {
      return left.holds(node) && right.holds(node);
    }
  }

  record Either(Tree left, Tree right) implements Tree {
    @Override
    public boolean holds(Map<String, Set<String>> node) {
      return left.holds(node) || right.holds(node);
    }
  }

  record Not(Tree term) implements Tree {
    @Override
    public boolean holds(Map<String, Set<String>> node) {
      return !term.holds(node);
    }
  }

  /** What a group of this name picks; its tree is known to the oracle. */
  record Group(String name, Tree meaning) implements Tree {
    @Override
    public boolean holds(Map<String, Set<String>> node) {
      return meaning.holds(node);
    }
  }

  /**
   * One condition.
   *
   * @param operator {@code has lacks = != in notin > < >= <= like}, and {@code within} and {@code
   *     outside} for networks
   */
  record Ask(String attribute, String operator, List<String> operands) implements Tree {
    @Override
    public boolean holds(Map<String, Set<String>> node) {
      Set<String> values = node.getOrDefault(attribute, Set.of());
      return switch (operator) {
        case "has" -> !values.isEmpty();
        case "lacks" -> values.isEmpty();
        case "=", "in" -> any(values, "=");
        case "!=", "notin" -> !any(values, "=");
        case "outside" -> !any(values, "within");
        default -> any(values, operator);
      };
    }

    private boolean any(Set<String> values, String relation) {
      boolean any = false;
      for (String value : values) {
        for (String operand : operands) {
          any |= Relation.holds(attribute.startsWith("facts."), value, relation, operand);
        }
      }
      return any;
    }
  }
}
