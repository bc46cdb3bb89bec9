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
    for (int added = 0; added <= ADDED_LIMIT && found.isEmpty(); added++) {
      choose(candidates, 0, added, new TreeSet<>(), kept, removed, found);
    }
    if (found.isEmpty() && candidates.size() > ADDED_LIMIT) {
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
    boolean single =
        document != null && document.cardinality() == TagKeyDocument.Cardinality.SINGLE;
    boolean replaces = single && !added.isEmpty();
    TreeSet<String> values = new TreeSet<>(added);
    TreeSet<String> gone = new TreeSet<>(removed);
    (replaces ? gone : values).addAll(kept);
    boolean fits = !single || values.size() <= 1;
    if (fits
        && removable(gone)
        && literals.stream().allMatch(literal -> literal.satisfiedBy(values))) {
      Set<TagChange> changes = new TreeSet<>();
      gone.forEach(value -> changes.add(node.remove(new Tag(key, value))));
      for (String value : added) {
        changes.add(new TagChange.Add(new Tag(key, value), node.settersOf(key)));
      }
      found.add(changes);
    }
  }
}
