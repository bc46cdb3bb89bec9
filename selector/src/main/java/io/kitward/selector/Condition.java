package io.kitward.selector;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A condition on the values of one attribute. A positive one holds when any of the values is
 * accepted; a negative one exactly when none is, so also when there are no values.
 */
public sealed interface Condition extends Selector {
  Attribute attribute();

  /** Whether the condition holds when no value is accepted. */
  default boolean negative() {
    return false;
  }

  /** Whether this value is one that the condition names. */
  boolean accepts(String value);

  @Override
  default boolean matches(Subject subject) {
    for (String value : subject.values(attribute())) {
      if (accepts(value)) {
        return !negative();
      }
    }
    return negative();
  }

  /** The attribute is there: {@code key}. */
  record Has(Attribute attribute) implements Condition {
    @Override
    public boolean accepts(String value) {
      return true;
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The attribute is not there: {@code !key}. */
  record Lacks(Attribute attribute) implements Condition {
    @Override
    public boolean negative() {
      return true;
    }

    @Override
    public boolean accepts(String value) {
      return true;
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The attribute has this value: {@code key = value}. */
  static Condition is(Attribute attribute, String value) {
    return new In(attribute, new TreeSet<>(Set.of(value)));
  }

  /** The attribute has one of these values: {@code key = value}, {@code key in (…)}. */
  record In(Attribute attribute, NavigableSet<String> values) implements Condition {
    public In {
      values = requireValues(attribute, values);
    }

    @Override
    public boolean accepts(String value) {
      return values.contains(value);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The attribute has none of these values: {@code key != value}, {@code key notin (…)}. */
  record NotIn(Attribute attribute, NavigableSet<String> values) implements Condition {
    public NotIn {
      values = requireValues(attribute, values);
    }

    @Override
    public boolean negative() {
      return true;
    }

    @Override
    public boolean accepts(String value) {
      return values.contains(value);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The tag has a whole-number value above the bound: {@code key > 5}. */
  record Greater(Attribute attribute, long bound) implements Condition {
    public Greater {
      requireKind(attribute, Attribute.Kind.TAG);
      requireBound(bound);
    }

    @Override
    public boolean accepts(String value) {
      return WholeNumber.parse(value).orElse(Long.MIN_VALUE) > bound;
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The tag has a whole-number value below the bound: {@code key < 5}. */
  record Less(Attribute attribute, long bound) implements Condition {
    public Less {
      requireKind(attribute, Attribute.Kind.TAG);
      requireBound(bound);
    }

    @Override
    public boolean accepts(String value) {
      return WholeNumber.parse(value).orElse(Long.MAX_VALUE) < bound;
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /**
   * The fact compares so with a number or version: {@code facts.os.release >= 12}. A value that is
   * neither is never accepted.
   */
  record Compare(Attribute attribute, Operator operator, Version operand) implements Condition {
    /** How a value compares with the operand. */
    public enum Operator {
      LESS("<"),
      LESS_OR_EQUAL("<="),
      GREATER(">"),
      GREATER_OR_EQUAL(">=");

      private final String sign;

      Operator(String sign) {
        this.sign = sign;
      }

      /** As a selector says it. */
      public String sign() {
        return sign;
      }
    }

    public Compare {
      requireKind(attribute, Attribute.Kind.FACT);
    }

    @Override
    public boolean accepts(String value) {
      Optional<Version> version = Version.parse(value);
      if (version.isEmpty()) {
        return false;
      }
      int order = version.get().compareTo(operand);
      return switch (operator) {
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The attribute has a value of this shape: {@code certname like "db-*"}. */
  record Like(Attribute attribute, Glob glob) implements Condition {
    public Like {
      if (attribute.isTag()) {
        require(glob.checkForTags());
      }
    }

    @Override
    public boolean accepts(String value) {
      return glob.matches(value);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /**
   * The fact is an address in one of these networks, or with {@code notin} in none: {@code facts.ip
   * in 10.2.0.0/16}. A value that is no address is in no network.
   */
  record Within(Attribute attribute, NavigableSet<Network> networks, boolean negative)
      implements Condition {
    public Within {
      requireKind(attribute, Attribute.Kind.FACT);
      requireOne(networks);
      networks = Collections.unmodifiableNavigableSet(new TreeSet<>(networks));
    }

    @Override
    public boolean accepts(String value) {
      Optional<IpAddress> address = IpAddress.parse(value);
      return address.isPresent()
          && networks.stream().anyMatch(network -> network.contains(address.get()));
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  private static void requireKind(Attribute attribute, Attribute.Kind kind) {
    if (attribute.kind() != kind) {
      throw new IllegalArgumentException("needs a " + kind + ", has " + attribute);
    }
  }

  private static void requireBound(long bound) {
    if (bound < 0) {
      throw new IllegalArgumentException(
          "a label value has no sign, so a bound is 0 or more: " + bound);
    }
  }

  private static void requireOne(Collection<?> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("needs at least one value");
    }
  }

  private static NavigableSet<String> requireValues(
      Attribute attribute, Collection<String> values) {
    requireOne(values);
    for (String value : values) {
      require(attribute.isTag() ? LabelSyntax.checkValue(value) : FactSyntax.checkText(value));
    }
    return Collections.unmodifiableNavigableSet(new TreeSet<>(values));
  }

  private static void require(Optional<LabelSyntax.Fault> fault) {
    fault.ifPresent(
        found -> {
          throw new IllegalArgumentException(found.message());
        });
  }
}
