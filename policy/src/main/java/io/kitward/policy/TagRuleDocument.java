package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.List;

/**
 * Derives tags from facts and set tags: where the selector matches, the node has the tags. Rules
 * never see what other rules derive.
 */
public record TagRuleDocument(Metadata metadata, Selector selector, List<TagTemplate> tags)
    implements Document {
  public TagRuleDocument {
    tags = List.copyOf(tags);
  }

  @Override
  public Kind kind() {
    return Kind.TAG_RULE;
  }

  /** The source of the tags that it derives. */
  public String source() {
    return "rule/" + name();
  }
}
