package io.kitward.policy;

import io.kitward.selector.Tags;
import java.util.List;
import java.util.Map;

/**
 * What resolution sees of a node: its certname, effective tags with their sources, and facts by
 * dotted path.
 */
public record NodeView(String certname, List<SourcedTag> tags, Map<String, String> facts) {
  public NodeView {
    tags = List.copyOf(tags);
    facts = Map.copyOf(facts);
  }

  /** The tags without their sources. */
  public Tags effectiveTags() {
    return Tags.of(tags.stream().map(SourcedTag::tag).toList());
  }
}
