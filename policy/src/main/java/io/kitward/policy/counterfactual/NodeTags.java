package io.kitward.policy.counterfactual;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagKeyDocument;
import io.kitward.selector.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node's tags as they can be changed: what sources set can, what rules derive can't. */
final class NodeTags {
  private final List<SourcedTag> set;
  private final List<SourcedTag> effective;
  private final Map<String, TagKeyDocument> keys = new HashMap<>();

  NodeTags(List<SourcedTag> set, List<SourcedTag> effective, DocumentSet documents) {
    this.set = set;
    this.effective = effective;
    documents.tagKeys().forEach(key -> keys.putIfAbsent(key.key(), key));
  }

  @Nullable TagKeyDocument document(String key) {
    return keys.get(key);
  }

  NavigableSet<String> values(String key) {
    NavigableSet<String> values = new TreeSet<>();
    effective.stream()
        .filter(tag -> tag.tag().key().equals(key))
        .forEach(tag -> values.add(tag.tag().value()));
    return values;
  }

  boolean removable(Tag tag) {
    return effective.stream()
        .noneMatch(it -> it.tag().equals(tag) && it.source().startsWith("rule/"));
  }

  TagChange.Remove remove(Tag tag) {
    return new TagChange.Remove(
        tag,
        effective.stream()
            .filter(it -> it.tag().equals(tag))
            .map(SourcedTag::source)
            .distinct()
            .sorted()
            .toList());
  }

  /** Who may set a key; empty when anyone may. */
  List<String> settersOf(String key) {
    TagKeyDocument document = keys.get(key);
    return document == null ? List.of() : document.sources();
  }

  /** The tags that sources set, after some changes; new ones as the first that may set them. */
  List<SourcedTag> after(Collection<TagChange> changes) {
    List<SourcedTag> after = new ArrayList<>(set);
    for (TagChange change : changes) {
      switch (change) {
        case TagChange.Remove remove -> after.removeIf(tag -> tag.tag().equals(remove.tag()));
        case TagChange.Add add -> {
          String source =
              add.sources().stream().findFirst().orElse("user/*").replace("*", "someone");
          after.add(new SourcedTag(add.tag(), source));
        }
      }
    }
    return after;
  }
}
