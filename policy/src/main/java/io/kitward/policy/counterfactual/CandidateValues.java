package io.kitward.policy.counterfactual;

import io.kitward.policy.TagKeyDocument;
import io.kitward.selector.Condition;
import io.kitward.selector.Tag;
import io.kitward.selector.TagSyntaxException;
import java.util.Collection;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The values of a key that are worth trying: those that its literals and its document name. */
final class CandidateValues {
  /** How many values of one key are tried. */
  static final int LIMIT = 500;

  private CandidateValues() {}

  /** Only values that the key may hold. */
  static NavigableSet<String> of(
      String key, Collection<Literal> literals, @Nullable TagKeyDocument document) {
    NavigableSet<String> values = new TreeSet<>();
    values.add("");
    literals.forEach(literal -> add(literal.condition(), values));
    if (document != null) {
      document.values().stream().limit(LIMIT).forEach(value -> values.add(sample(value)));
    }
    values.removeIf(
        value -> !valid(key, value) || (document != null && !document.allowsValue(value)));
    return values;
  }

  private static void add(Condition condition, NavigableSet<String> values) {
    switch (condition) {
      case Condition.In in -> in.values().stream().limit(LIMIT).forEach(values::add);
      case Condition.NotIn notIn -> notIn.values().stream().limit(LIMIT).forEach(values::add);
      case Condition.Greater greater -> {
        if (greater.bound() < Long.MAX_VALUE) {
          values.add(String.valueOf(greater.bound() + 1));
        }
      }
      case Condition.Less less -> {
        if (less.bound() > 0) {
          values.add(String.valueOf(less.bound() - 1));
        }
      }
      case Condition.Like like -> values.add(sample(like.glob().pattern()));
      case Condition.Has ignored -> {}
      case Condition.Lacks ignored -> {}
      case Condition.Compare ignored -> {}
      case Condition.Within ignored -> {}
    }
  }

  /** A text that a pattern stands for. */
  private static String sample(String pattern) {
    return pattern.equals("*") ? "1" : pattern.replace('?', '1').replace("*", "1");
  }

  private static boolean valid(String key, String value) {
    try {
      Tag _ = new Tag(key, value);
      return true;
    } catch (TagSyntaxException refused) {
      return false;
    }
  }
}
