package io.kitward.policy.tags;

import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagKeyDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Sifts one node's tags by time, authority, allowed values and cardinality. Not thread-safe. */
final class Sifting {
  /** What is left, sorted, and what is not. */
  record Settled(List<SourcedTag> counting, List<RefusedTag> refused, List<TagConflict> conflicts) {
    NavigableSet<String> open() {
      NavigableSet<String> open = new TreeSet<>();
      conflicts.forEach(conflict -> open.add(conflict.key()));
      return open;
    }
  }

  private final Map<String, TagKeyDocument> keys;
  private final List<RefusedTag> refused = new ArrayList<>();
  private @Nullable Instant changesAt;

  Sifting(Map<String, TagKeyDocument> keys) {
    this.keys = keys;
  }

  @Nullable Instant changesAt() {
    return changesAt;
  }

  /** The tags whose time is not over. */
  List<SourcedTag> living(List<SourcedTag> tags, Instant now) {
    List<SourcedTag> living = new ArrayList<>();
    for (SourcedTag tag : tags) {
      Instant expires = tag.expires();
      if (expires == null || now.isBefore(expires)) {
        living.add(tag);
        if (expires != null && (changesAt == null || expires.isBefore(changesAt))) {
          changesAt = expires;
        }
      } else {
        refused.add(new RefusedTag(tag, RefusedTag.Reason.EXPIRED, "expired at " + expires));
      }
    }
    return living;
  }

  /** The tags that their keys allow, one value for each single key. */
  Settled settle(List<SourcedTag> living) {
    Map<String, List<SourcedTag>> byKey = new TreeMap<>();
    living.stream()
        .sorted(SetOrder.BY_TAG)
        .filter(this::allowed)
        .forEach(tag -> byKey.computeIfAbsent(tag.tag().key(), k -> new ArrayList<>()).add(tag));
    List<SourcedTag> counting = new ArrayList<>();
    List<TagConflict> conflicts = new ArrayList<>();
    byKey.forEach(
        (name, tags) -> {
          TagKeyDocument key = keys.get(name);
          if (key == null || key.cardinality() == TagKeyDocument.Cardinality.MULTI) {
            counting.addAll(tags);
          } else {
            single(key, tags, counting, conflicts);
          }
        });
    return new Settled(counting, refused, conflicts);
  }

  private boolean allowed(SourcedTag tag) {
    TagKeyDocument key = keys.get(tag.tag().key());
    if (key == null) {
      return true;
    }
    if (key.rank(tag.source()).isEmpty()) {
      String message = tag.source() + " may not set " + key.key() + "; only " + key.sources();
      refused.add(new RefusedTag(tag, RefusedTag.Reason.SOURCE, message));
      return false;
    }
    if (!key.allowsValue(tag.tag().value())) {
      String message = key.key() + " may not be '" + tag.tag().value() + "'; only " + key.values();
      refused.add(new RefusedTag(tag, RefusedTag.Reason.VALUE, message));
      return false;
    }
    return true;
  }

  private void single(
      TagKeyDocument key,
      List<SourcedTag> tags,
      List<SourcedTag> counting,
      List<TagConflict> conflicts) {
    int strongest = tags.stream().mapToInt(tag -> rank(key, tag)).min().orElse(Integer.MAX_VALUE);
    List<SourcedTag> best = tags.stream().filter(tag -> rank(key, tag) == strongest).toList();
    List<String> values = best.stream().map(tag -> tag.tag().value()).distinct().toList();
    if (values.size() > 1) {
      List<String> sources = best.stream().map(SourcedTag::source).distinct().sorted().toList();
      String message =
          key.key()
              + " may have one value, and "
              + sources
              + " say "
              + values
              + " with equal right";
      conflicts.add(new TagConflict(key.key(), values, sources, message));
      best.forEach(tag -> refused.add(new RefusedTag(tag, RefusedTag.Reason.CONFLICT, message)));
    }
    for (SourcedTag tag : tags) {
      if (values.size() == 1 && tag.tag().value().equals(values.getFirst())) {
        counting.add(tag);
      } else if (rank(key, tag) != strongest) {
        String message = best.getFirst().source() + " goes before " + tag.source();
        refused.add(new RefusedTag(tag, RefusedTag.Reason.OUTRANKED, message));
      }
    }
  }

  private static int rank(TagKeyDocument key, SourcedTag tag) {
    return key.rank(tag.source()).orElse(Integer.MAX_VALUE);
  }
}
