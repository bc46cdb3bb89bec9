package io.kitward.server.api.stored;

import io.kitward.policy.SourcedTag;
import io.kitward.policy.Trust;
import io.kitward.policy.tags.EffectiveTags;
import io.kitward.server.api.port.TagEntry;
import io.kitward.server.fleet.Source;
import io.kitward.server.vouch.Declaration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A node's tags for people: every source's and every rule's, and whether they count. */
final class TagEntries {

  private TagEntries() {}

  /**
   * Sorted by source, then tag.
   *
   * @param shown what Puppet declared last, where that was not applied
   */
  static List<TagEntry> of(EffectiveTags tags, Optional<Declaration.Shown> shown) {
    var entries = new ArrayList<TagEntry>();
    tags.tags()
        .forEach(tag -> tag.sources().forEach(sourced -> entries.add(entry(sourced, true, ""))));
    tags.refused().forEach(refused -> entries.add(entry(refused.tag(), false, refused.message())));
    shown.ifPresent(
        declared ->
            declared.tags().forEach(tag -> entries.add(shown(tag.toString(), declared.why()))));
    entries.sort(Comparator.comparing(TagEntry::source).thenComparing(TagEntry::tag));
    return entries;
  }

  private static TagEntry shown(String tag, String why) {
    return new TagEntry(tag, "puppet", "self-asserted", "puppet", null, null, null, false, why);
  }

  private static TagEntry entry(SourcedTag tag, boolean effective, String why) {
    return new TagEntry(
        tag.tag().toString(),
        tag.source(),
        trust(tag),
        tag.setBy(),
        tag.setAt(),
        tag.expires(),
        tag.provenUntil(),
        effective,
        why);
  }

  /**
   * A rule's word is worth what its inputs are; every other source's is its own, as long as its
   * proof is good where it needs one.
   */
  private static String trust(SourcedTag tag) {
    if (tag.trust() == Trust.SELF_ASSERTED) {
      return "self-asserted";
    }
    if (tag.source().startsWith("rule/")) {
      return "vouched";
    }
    return new Source(tag.source()).trust();
  }
}
