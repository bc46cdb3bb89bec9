package io.kitward.policy;

import io.kitward.selector.GroupExpansion;
import io.kitward.selector.GroupExpansionException;
import io.kitward.selector.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Checks tag rules against each other and the tag keys: none may feed itself, and what they derive
 * must be allowed. Not thread-safe.
 */
final class TagRuleCheck {
  /** How a rule was reached: from which other, by which key. */
  private record Step(TagRuleDocument from, String key) {}

  private final GroupExpansion groups;
  private final Map<String, TagKeyDocument> keys = new HashMap<>();
  private final Map<String, List<TagRuleDocument>> readers = new HashMap<>();

  TagRuleCheck(DocumentSet documents) {
    this.groups = new GroupExpansion(documents.groups());
    documents.tagKeys().forEach(key -> keys.putIfAbsent(key.key(), key));
    for (TagRuleDocument rule : documents.tagRules()) {
      for (String key : keys(rule.selector())) {
        readers.computeIfAbsent(key, ignored -> new ArrayList<>()).add(rule);
      }
    }
  }

  /** Puts the groups into a selector, as {@link Selector#expand} does. */
  Selector expand(Selector selector) {
    return groups.expand(selector);
  }

  /** What is said of a tag key; the first by name when several documents speak of it. */
  Optional<TagKeyDocument> tagKey(String key) {
    return Optional.ofNullable(keys.get(key));
  }

  private NavigableSet<String> keys(Selector selector) {
    try {
      return expand(selector).keys();
    } catch (GroupExpansionException broken) {
      return selector.keys();
    }
  }

  /** The rules whose selectors look at a tag key, groups included. */
  List<TagRuleDocument> readers(String key) {
    return readers.getOrDefault(key, List.of());
  }

  /** What is wrong with one rule: messages by path. */
  Map<String, String> problems(TagRuleDocument rule) {
    Map<String, String> problems = new TreeMap<>();
    circle(rule)
        .ifPresent(
            circle ->
                problems.put(
                    "spec.tags",
                    "the rule would feed itself: "
                        + circle
                        + "; let it look at facts, or set another key"));
    for (int i = 0; i < rule.tags().size(); i++) {
      TagTemplate template = rule.tags().get(i);
      String path = "spec.tags[" + i + "]";
      tagKey(template.key())
          .flatMap(key -> refusal(rule, template, key))
          .ifPresent(message -> problems.put(path, message));
    }
    return problems;
  }

  private static Optional<String> refusal(
      TagRuleDocument rule, TagTemplate template, TagKeyDocument key) {
    String subject = "the TagKey " + key.name();
    if (key.rank(rule.source()).isEmpty()) {
      return Optional.of(subject + " lets only " + key.sources() + " set " + key.key());
    }
    return template.facts().isEmpty() && !key.allowsValue(template.value())
        ? Optional.of(subject + " allows " + key.values() + ", not '" + template.value() + "'")
        : Optional.empty();
  }

  /** The shortest way from a rule back to itself, such as {@code a sets x → b sets y → a}. */
  Optional<String> circle(TagRuleDocument rule) {
    Map<String, Step> reached = new HashMap<>();
    Deque<TagRuleDocument> next = new ArrayDeque<>(List.of(rule));
    while (!next.isEmpty() && !reached.containsKey(rule.name())) {
      TagRuleDocument from = next.removeFirst();
      for (TagTemplate template : from.tags()) {
        for (TagRuleDocument reader : readers(template.key())) {
          if (reached.putIfAbsent(reader.name(), new Step(from, template.key())) == null) {
            next.addLast(reader);
          }
        }
      }
    }
    Step last = reached.get(rule.name());
    if (last == null) {
      return Optional.empty();
    }
    Deque<String> way = new ArrayDeque<>(List.of(rule.name()));
    for (Step step = last; step != null; ) {
      way.addFirst(step.from().name() + " sets " + step.key());
      step = step.from().name().equals(rule.name()) ? null : reached.get(step.from().name());
    }
    return Optional.of(String.join(" → ", way));
  }
}
