package io.kitward.policy.oracle;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A selector as the tests understand it: its own tree, its own text, its own meaning. */
sealed interface Expression {
  record All() implements Expression {}

  record Has(String key) implements Expression {}

  record Lacks(String key) implements Expression {}

  record In(String key, List<String> values) implements Expression {}

  record NotIn(String key, List<String> values) implements Expression {}

  record FactIs(String path, String value) implements Expression {}

  record NameIs(String certname) implements Expression {}

  record Group(String name) implements Expression {}

  record Not(Expression term) implements Expression {}

  record Both(Expression one, Expression other) implements Expression {}

  record Either(Expression one, Expression other) implements Expression {}

  /** What is known of a node. */
  record Facing(
      String certname,
      Map<String, Set<String>> tags,
      Map<String, String> facts,
      Map<String, Expression> groups) {
    Set<String> values(String key) {
      return tags.getOrDefault(key, Set.of());
    }
  }

  default boolean holds(Facing node) {
    return switch (this) {
      case All _ -> true;
      case Has has -> !node.values(has.key()).isEmpty();
      case Lacks lacks -> node.values(lacks.key()).isEmpty();
      case In in -> in.values().stream().anyMatch(node.values(in.key())::contains);
      case NotIn in -> in.values().stream().noneMatch(node.values(in.key())::contains);
      case FactIs fact -> fact.value().equals(node.facts().get(fact.path()));
      case NameIs name -> name.certname().equals(node.certname());
      case Group group -> {
        Expression meaning = node.groups().get(group.name());
        if (meaning == null) {
          throw new IllegalStateException("the tests make no unknown groups");
        }
        yield meaning.holds(node);
      }
      case Not not -> !not.term().holds(node);
      case Both both -> both.one().holds(node) && both.other().holds(node);
      case Either either -> either.one().holds(node) || either.other().holds(node);
    };
  }

  default String text() {
    return switch (this) {
      case All _ -> "all";
      case Has has -> has.key();
      case Lacks lacks -> "!" + lacks.key();
      case In in when in.values().size() == 1 -> in.key() + " = " + in.values().getFirst();
      case In in -> in.key() + " in (" + String.join(", ", in.values()) + ")";
      case NotIn in when in.values().size() == 1 -> in.key() + " != " + in.values().getFirst();
      case NotIn in -> in.key() + " notin (" + String.join(", ", in.values()) + ")";
      case FactIs fact -> "facts." + fact.path() + " = " + fact.value();
      case NameIs name -> "certname = " + name.certname();
      case Group group -> "group:" + group.name();
      case Not not -> "not (" + not.term().text() + ")";
      case Both both -> "(" + both.one().text() + ") and (" + both.other().text() + ")";
      case Either either -> "(" + either.one().text() + ") or (" + either.other().text() + ")";
    };
  }

  default boolean reads(String key, Map<String, Expression> groups) {
    return switch (this) {
      case Has has -> has.key().equals(key);
      case Lacks lacks -> lacks.key().equals(key);
      case In in -> in.key().equals(key);
      case NotIn in -> in.key().equals(key);
      case Not not -> not.term().reads(key, groups);
      case Both both -> both.one().reads(key, groups) || both.other().reads(key, groups);
      case Either either -> either.one().reads(key, groups) || either.other().reads(key, groups);
      case Group group -> groups.getOrDefault(group.name(), new All()).reads(key, groups);
      case All _, FactIs _, NameIs _ -> false;
    };
  }
}
