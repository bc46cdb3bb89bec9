package io.kitward.selector;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A condition on a node's tags: Kubernetes label selectors with their meaning, and {@code and or
 * not ( ) all} beyond.
 *
 * <p>Positive conditions hold when any of a key's values satisfies them; negative ones are their
 * exact negation. All parts are immutable. {@code toString} gives the canonical text, and parsing
 * that gives an equal selector. A new kind of condition (on facts, on groups) joins as another
 * permitted type beside {@link TagCondition}.
 */
public sealed interface Selector {
  /** The longest text that is read, in bytes of UTF-8. */
  int TEXT_LIMIT = 64 * 1024;

  /** How deep parentheses and {@code not} may nest. */
  int NESTING_LIMIT = 200;

  /**
   * Reads a selector.
   *
   * @throws SelectorSyntaxException when it is not one; an empty text never means everything
   */
  static Selector parse(String text) {
    return SelectorParser.parse(text);
  }

  boolean matches(Tags tags);

  /** The tag keys that decide, sorted: tags of other keys never change the answer. */
  default NavigableSet<String> keys() {
    NavigableSet<String> keys = new TreeSet<>();
    switch (this) {
      case All ignored -> {}
      case And and -> and.terms().forEach(term -> keys.addAll(term.keys()));
      case Or or -> or.terms().forEach(term -> keys.addAll(term.keys()));
      case Not not -> keys.addAll(not.term().keys());
      case TagCondition condition -> keys.add(condition.key());
    }
    return keys;
  }

  /** Every node; the only selector that says so. */
  record All() implements Selector {
    @Override
    public boolean matches(Tags tags) {
      return true;
    }

    @Override
    public String toString() {
      return "all";
    }
  }

  /** All of two or more terms hold; a conjunction among the terms is taken apart into its own. */
  record And(List<Selector> terms) implements Selector {
    public And {
      terms =
          terms.stream()
              .flatMap(term -> term instanceof And and ? and.terms().stream() : Stream.of(term))
              .toList();
      requireTwo(terms);
    }

    @Override
    public boolean matches(Tags tags) {
      return terms.stream().allMatch(term -> term.matches(tags));
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /**
   * At least one of two or more terms holds; a disjunction among the terms is taken apart into its
   * own.
   */
  record Or(List<Selector> terms) implements Selector {
    public Or {
      terms =
          terms.stream()
              .flatMap(term -> term instanceof Or or ? or.terms().stream() : Stream.of(term))
              .toList();
      requireTwo(terms);
    }

    @Override
    public boolean matches(Tags tags) {
      return terms.stream().anyMatch(term -> term.matches(tags));
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The term does not hold. */
  record Not(Selector term) implements Selector {
    @Override
    public boolean matches(Tags tags) {
      return !term.matches(tags);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** A condition on the values of one tag key. */
  sealed interface TagCondition extends Selector {
    String key();
  }

  /** The key is there: {@code key}. */
  record Has(String key) implements TagCondition {
    public Has {
      requireKey(key);
    }

    @Override
    public boolean matches(Tags tags) {
      return tags.has(key);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The key is not there: {@code !key}. */
  record Lacks(String key) implements TagCondition {
    public Lacks {
      requireKey(key);
    }

    @Override
    public boolean matches(Tags tags) {
      return !tags.has(key);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The key has one of these values: {@code key = value}, {@code key in (…)}. */
  record In(String key, NavigableSet<String> values) implements TagCondition {
    public In {
      requireKey(key);
      values = requireValues(values);
    }

    @Override
    public boolean matches(Tags tags) {
      return tags.values(key).stream().anyMatch(values::contains);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /**
   * The key has none of these values, or is not there: {@code key != value}, {@code key notin (…)}.
   */
  record NotIn(String key, NavigableSet<String> values) implements TagCondition {
    public NotIn {
      requireKey(key);
      values = requireValues(values);
    }

    @Override
    public boolean matches(Tags tags) {
      return tags.values(key).stream().noneMatch(values::contains);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The key has a whole-number value above the bound: {@code key > 5}. */
  record Greater(String key, long bound) implements TagCondition {
    public Greater {
      requireKey(key);
      requireBound(bound);
    }

    @Override
    public boolean matches(Tags tags) {
      return tags.values(key).stream()
          .anyMatch(value -> WholeNumber.parse(value).orElse(Long.MIN_VALUE) > bound);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The key has a whole-number value below the bound: {@code key < 5}. */
  record Less(String key, long bound) implements TagCondition {
    public Less {
      requireKey(key);
      requireBound(bound);
    }

    @Override
    public boolean matches(Tags tags) {
      return tags.values(key).stream()
          .anyMatch(value -> WholeNumber.parse(value).orElse(Long.MAX_VALUE) < bound);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  private static void requireTwo(List<Selector> terms) {
    if (terms.size() < 2) {
      throw new IllegalArgumentException("needs two terms or more, has " + terms.size());
    }
  }

  private static void requireKey(String key) {
    LabelSyntax.checkKey(key)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault.message());
            });
  }

  private static void requireBound(long bound) {
    if (bound < 0) {
      throw new IllegalArgumentException(
          "a label value has no sign, so a bound is 0 or more: " + bound);
    }
  }

  private static NavigableSet<String> requireValues(Collection<String> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("needs at least one value");
    }
    for (String value : values) {
      LabelSyntax.checkValue(value)
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException(fault.message());
              });
    }
    return Collections.unmodifiableNavigableSet(new TreeSet<>(values));
  }
}
