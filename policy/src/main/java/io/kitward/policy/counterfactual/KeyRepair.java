package io.kitward.policy.counterfactual;

import io.kitward.policy.TagKeyDocument;
import io.kitward.selector.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The smallest changes to one key's values on a node that satisfy some literals. */
final class KeyRepair {
  /** How many values are added to one key at most. */
  static final int ADDED_LIMIT = 3;

  /** How many values of a single key are removed at most. */
  static final int REMOVED_LIMIT = 6;

  /** How many alternatives are kept for one key. */
  static final int LIMIT = 64;

  private final NodeTags node;
  private final String key;
  private final List<Literal> literals;
  private final @Nullable TagKeyDocument document;
  private boolean complete = true;

  KeyRepair(NodeTags node, String key, List<Literal> literals, @Nullable TagKeyDocument document) {
    this.node = node;
    this.key = key;
    this.literals = literals;
    this.document = document;
  }

  boolean complete() {
    return complete;
  }

  /** Alternatives of equal size; none when the literals can't be satisfied. */
  List<Set<TagChange>> smallest() {
    return document != null && document.cardinality() == TagKeyDocument.Cardinality.SINGLE
        ? smallestOfSingle()
        : smallestOfMulti();
  }

  /** Tries every removal with and without one addition, since what was outranked may come back. */
  private List<Set<TagChange>> smallestOfSingle() {
    List<String> present = List.copyOf(node.living(key));
    complete &= present.size() <= REMOVED_LIMIT;
    List<TagChange> additions = new ArrayList<>();
    if (node.addable(key)) {
      CandidateValues.of(key, literals, document)
          .forEach(
              value -> additions.add(new TagChange.Add(new Tag(key, value), node.settersOf(key))));
    }
    List<Set<TagChange>> found = new ArrayList<>();
    for (int bits = 0; bits < 1 << Math.min(present.size(), REMOVED_LIMIT); bits++) {
      Set<TagChange> removals = new TreeSet<>();
      for (int i = 0; i < Math.min(present.size(), REMOVED_LIMIT); i++) {
        if ((bits & (1 << i)) != 0) {
          removals.add(node.remove(new Tag(key, present.get(i))));
        }
      }
      if (removals.stream().allMatch(removal -> node.removable(removal.tag()))) {
        keepSmallest(removals, found);
        for (TagChange addition : additions) {
          Set<TagChange> both = new TreeSet<>(removals);
          both.add(addition);
          keepSmallest(both, found);
        }
      }
    }
    return found;
  }

  private void keepSmallest(Set<TagChange> changes, List<Set<TagChange>> found) {
    int smallest = found.isEmpty() ? Integer.MAX_VALUE : found.getFirst().size();
    if (changes.size() <= smallest
        && node.valuesAfter(key, changes)
            .map(values -> literals.stream().allMatch(it -> it.satisfiedBy(values)))
            .orElse(false)) {
      if (changes.size() < smallest) {
        found.clear();
      }
      found.add(changes);
    }
  }

  private List<Set<TagChange>> smallestOfMulti() {
    NavigableSet<String> present = node.values(key);
    TreeSet<String> removed = new TreeSet<>(present);
    removed.removeIf(value -> !unwanted(value));
    TreeSet<String> kept = new TreeSet<>(present);
    kept.removeAll(removed);
    if (!removable(removed)) {
      return List.of();
    }
    List<String> candidates =
        CandidateValues.of(key, literals, document).stream()
            .filter(value -> !unwanted(value) && !kept.contains(value))
            .toList();
    List<Set<TagChange>> found = new ArrayList<>();
    int most = node.addable(key) ? ADDED_LIMIT : 0;
    for (int added = 0; added <= most && found.isEmpty(); added++) {
      choose(candidates, 0, added, new TreeSet<>(), kept, removed, found);
    }
    if (found.isEmpty() && candidates.size() > ADDED_LIMIT && literals.size() > ADDED_LIMIT) {
      complete = false;
    }
    return found;
  }

  private boolean unwanted(String value) {
    return literals.stream().anyMatch(l -> !l.some() && l.condition().accepts(value));
  }

  private boolean removable(Set<String> values) {
    return values.stream().allMatch(value -> node.removable(new Tag(key, value)));
  }

  private void choose(
      List<String> candidates,
      int from,
      int left,
      Set<String> added,
      Set<String> kept,
      Set<String> removed,
      List<Set<TagChange>> found) {
    if (found.size() >= LIMIT) {
      complete = false;
      return;
    }
    if (left == 0) {
      take(added, kept, removed, found);
      return;
    }
    for (int i = from; i < candidates.size(); i++) {
      added.add(candidates.get(i));
      choose(candidates, i + 1, left - 1, added, kept, removed, found);
      added.remove(candidates.get(i));
    }
  }

  private void take(
      Set<String> added, Set<String> kept, Set<String> removed, List<Set<TagChange>> found) {
    TreeSet<String> values = new TreeSet<>(added);
    values.addAll(kept);
    if (literals.stream().allMatch(literal -> literal.satisfiedBy(values))) {
      Set<TagChange> changes = new TreeSet<>();
      removed.forEach(value -> changes.add(node.remove(new Tag(key, value))));
      for (String value : added) {
        changes.add(new TagChange.Add(new Tag(key, value), node.settersOf(key)));
      }
      found.add(changes);
    }
  }
}
