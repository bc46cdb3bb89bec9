package io.kitward.policy.tags;

import io.kitward.policy.SourcedTag;
import io.kitward.policy.TagKeyDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
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
        living.add(tag.lapsed(now) ? tag.selfAsserted() : tag);
        next(expires, now);
        Instant provenUntil = tag.provenUntil();
        if (provenUntil != null) {
          next(provenUntil, now);
          next(provenUntil.plus(SourcedTag.LAPSE), now);
        }
      } else {
        refused.add(new RefusedTag(tag, RefusedTag.Reason.EXPIRED, "expired at " + expires));
      }
    }
    return living;
  }

  private void next(@Nullable Instant at, Instant now) {
    if (at != null && now.isBefore(at) && (changesAt == null || at.isBefore(changesAt))) {
      changesAt = at;
    }
  }

  /** The tags that their keys allow, one value for each single key. */
  Settled settle(List<SourcedTag> living, Instant now) {
    Map<String, List<SourcedTag>> byKey = new TreeMap<>();
    List<TagConflict> conflicts = new ArrayList<>();
    living.stream()
        .sorted(SetOrder.BY_TAG)
        .filter(tag -> allowed(tag, now, conflicts))
        .forEach(tag -> byKey.computeIfAbsent(tag.tag().key(), k -> new ArrayList<>()).add(tag));
    List<SourcedTag> counting = new ArrayList<>();
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

  private boolean allowed(SourcedTag tag, Instant now, List<TagConflict> conflicts) {
    TagKeyDocument key = keys.get(tag.tag().key());
    if (key == null) {
      return true;
    }
    if (tag.lapsed(now) && !key.allowsNodes()) {
      lapse(tag, key, now, conflicts);
      return false;
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

  /**
   * A key that nodes may not set, and nothing but the node's word is left for the tag: what rests
   * on it stays as it was for a while, and then goes.
   */
  private void lapse(SourcedTag tag, TagKeyDocument key, Instant now, List<TagConflict> conflicts) {
    Instant end = Objects.requireNonNull(tag.provenUntil());
    String message = "the proof of " + tag.source() + " for " + tag.tag() + " ended at " + end;
    if (now.isBefore(end.plus(SourcedTag.LAPSE))) {
      String what =
          message
              + ", and a node may not set "
              + key.key()
              + " itself: what rests on it stays as it is until "
              + end.plus(SourcedTag.LAPSE)
              + "; does Puppet still run there?";
      conflicts.add(
          new TagConflict(key.key(), List.of(tag.tag().value()), List.of(tag.source()), what));
      refused.add(new RefusedTag(tag, RefusedTag.Reason.LAPSED, what));
    } else {
      refused.add(new RefusedTag(tag, RefusedTag.Reason.LAPSED, message));
    }
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
    if (values.size() == 1) {
      // Whoever goes before a source whose proof ended decides without it.
      conflicts.removeIf(
          lapse ->
              lapse.key().equals(key.key())
                  && lapse.sources().stream()
                      .allMatch(source -> key.rank(source).orElse(0) > strongest));
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
