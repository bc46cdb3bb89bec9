package io.kitward.bench.fleet;

import java.util.List;

/** One condition of a measured policy, in the words that every engine has. */
public record Term(String key, Operator operator, List<String> values) {

  /** What is asked of the key. */
  public enum Operator {
    EQUAL,
    IN,
    NOT_IN,
    EXISTS,
    NOT_EXISTS
  }

  /** As a selector says it. */
  @Override
  public String toString() {
    return switch (operator) {
      case EQUAL -> key + " = " + values.getFirst();
      case IN -> key + " in (" + String.join(", ", values) + ")";
      case NOT_IN -> key + " notin (" + String.join(", ", values) + ")";
      case EXISTS -> key;
      case NOT_EXISTS -> "!" + key;
    };
  }
}
