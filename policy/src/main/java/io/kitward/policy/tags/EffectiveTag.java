package io.kitward.policy.tags;

import io.kitward.policy.SourcedTag;
import io.kitward.policy.Trust;
import io.kitward.selector.Tag;
import java.util.List;

/** A tag that counts, with every source that says it and the highest trust among those. */
public record EffectiveTag(Tag tag, Trust trust, List<SourcedTag> sources) {
  public EffectiveTag {
    sources = List.copyOf(sources);
  }
}
