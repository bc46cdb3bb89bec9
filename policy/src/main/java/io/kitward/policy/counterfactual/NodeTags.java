package io.kitward.policy.counterfactual;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagKeyDocument;
import io.kitward.policy.tags.EffectiveTags;
import io.kitward.policy.tags.TagAuthority;
import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node's tags as they can be changed: what sources set can, what rules derive can't. */
final class NodeTags {
  private final List<SourcedTag> set;
  private final List<SourcedTag> effective;
  private final TagAuthority withoutRules;
  private final Instant now;
  private final Map<String, TagKeyDocument> keys = new HashMap<>();

  NodeTags(List<SourcedTag> set, List<SourcedTag> effective, DocumentSet documents, Instant now) {
    this.withoutRules = TagAuthority.of(DocumentSet.of(documents.tagKeys()));
    this.now = now;
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
        set.stream()
            .filter(it -> it.tag().equals(tag) && living(it))
            .map(SourcedTag::source)
            .distinct()
            .sorted()
            .toList());
  }

  /** The values that sources set and whose time is not over, whether they count or not. */
  NavigableSet<String> living(String key) {
    NavigableSet<String> values = new TreeSet<>();
    set.stream()
        .filter(tag -> tag.tag().key().equals(key) && living(tag))
        .forEach(tag -> values.add(tag.tag().value()));
    return values;
  }

  private boolean living(SourcedTag tag) {
    return tag.expires() == null || now.isBefore(tag.expires());
  }

  /** The values of one key that would count; empty when that can't be decided. */
  Optional<NavigableSet<String>> valuesAfter(String key, Collection<TagChange> changes) {
    List<SourcedTag> ofKey = new ArrayList<>();
    after(changes).stream().filter(tag -> tag.tag().key().equals(key)).forEach(ofKey::add);
    effective.stream()
        .filter(tag -> tag.tag().key().equals(key) && tag.source().startsWith("rule/"))
        .forEach(ofKey::add);
    EffectiveTags counting = withoutRules.effective("", ofKey, Map.of(), now);
    if (!counting.conflicts().isEmpty()) {
      return Optional.empty();
    }
    NavigableSet<String> values = new TreeSet<>();
    counting.tags().forEach(tag -> values.add(tag.tag().value()));
    return Optional.of(values);
  }

  /** Who may set a key by hand, strongest first; empty when anyone may. */
  List<String> settersOf(String key) {
    TagKeyDocument document = keys.get(key);
    return document == null
        ? List.of()
        : document.sources().stream().filter(source -> !source.startsWith("rule/")).toList();
  }

  /** Whether anyone may set the key by hand. */
  boolean addable(String key) {
    TagKeyDocument document = keys.get(key);
    return document == null || document.sources().isEmpty() || !settersOf(key).isEmpty();
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
