package io.kitward.policy;

import io.kitward.selector.Selector;

/** A named selector, which other selectors refer to as {@code group:NAME}. */
public record GroupDocument(Metadata metadata, Selector selector) implements Document {
  @Override
  public Kind kind() {
    return Kind.GROUP;
  }
}
