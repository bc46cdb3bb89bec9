package io.kitward.selector;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A condition on a node's tags and facts: Kubernetes label selectors with their meaning, and beyond
 * them {@code and or not ( ) all}, comparison, globs, networks and groups.
 *
 * <p>All parts are immutable. {@code toString} gives the canonical text, and parsing that gives an
 * equal selector. Every leaf is {@link All}, a {@link Condition} on one attribute, or a {@link
 * GroupReference}, which {@link #expand} replaces.
 */
public sealed interface Selector
    permits Selector.All,
        Selector.And,
        Selector.Or,
        Selector.Not,
        Selector.GroupReference,
        Condition {
  /** The longest text that is read, in bytes of UTF-8. */
  int TEXT_LIMIT = 64 * 1024;

  /** How deep parentheses and {@code not} may nest, also after groups were put in. */
  int NESTING_LIMIT = 200;

  /** How many parts (conditions, conjunctions and so on) a selector may have with its groups. */
  int PART_LIMIT = 100_000;

  /**
   * Reads a selector.
   *
   * @throws SelectorSyntaxException when it is not one; an empty text never means everything
   */
  static Selector parse(String text) {
    return SelectorParser.parse(text);
  }

  /**
   * Whether the selector picks this node.
   *
   * @throws IllegalStateException when a group reference was not expanded before
   */
  boolean matches(Subject subject);

  /** The same for a node of which only the tags matter. */
  default boolean matches(Tags tags) {
    return matches(Subject.of(tags));
  }

  /**
   * This selector with each group reference replaced by the group's selector.
   *
   * @throws GroupExpansionException when a group is unknown, groups refer to each other in a
   *     circle, or the result would be too large or too deep
   */
  default Selector expand(Map<String, Selector> groups) {
    return new GroupExpansion(groups).expand(this);
  }

  /**
   * What decides, sorted: nothing else ever changes the answer. Groups add theirs once expanded.
   */
  default NavigableSet<Attribute> attributes() {
    NavigableSet<Attribute> attributes = new TreeSet<>();
    leaves(
        leaf -> {
          if (leaf instanceof Condition condition) {
            attributes.add(condition.attribute());
          }
        });
    return attributes;
  }

  /** The tag keys among the attributes, sorted. */
  default NavigableSet<String> keys() {
    return attributes().stream()
        .filter(Attribute::isTag)
        .map(Attribute::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the groups that are referred to, sorted; empty once expanded. */
  default NavigableSet<String> groups() {
    NavigableSet<String> groups = new TreeSet<>();
    leaves(
        leaf -> {
          if (leaf instanceof GroupReference reference) {
            groups.add(reference.name());
          }
        });
    return groups;
  }

  /** Hands over every part that has no parts of its own, from left to right. */
  private void leaves(Consumer<Selector> visitor) {
    switch (this) {
      case And and -> and.terms().forEach(term -> term.leaves(visitor));
      case Or or -> or.terms().forEach(term -> term.leaves(visitor));
      case Not not -> not.term().leaves(visitor);
      case All all -> visitor.accept(all);
      case GroupReference reference -> visitor.accept(reference);
      case Condition condition -> visitor.accept(condition);
    }
  }

  /** Every node; the only selector that says so. */
  record All() implements Selector {
    @Override
    public boolean matches(Subject subject) {
      return true;
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
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
    public boolean matches(Subject subject) {
      for (Selector term : terms) {
        if (!term.matches(subject)) {
          return false;
        }
      }
      return true;
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
    public boolean matches(Subject subject) {
      for (Selector term : terms) {
        if (term.matches(subject)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** The term does not hold. */
  record Not(Selector term) implements Selector {
    @Override
    public boolean matches(Subject subject) {
      return !term.matches(subject);
    }

    @Override
    public String toString() {
      return SelectorPrinter.print(this);
    }
  }

  /** What the group of this name picks: {@code group:name}; can only be asked once expanded. */
  record GroupReference(String name) implements Selector {
    public GroupReference {
      GroupName.check(name)
          .ifPresent(
              fault -> {
                throw new IllegalArgumentException(fault.message());
              });
    }

    @Override
    public boolean matches(Subject subject) {
      throw new IllegalStateException("expand the groups before asking " + this);
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
}
