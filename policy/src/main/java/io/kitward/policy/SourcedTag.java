package io.kitward.policy;

import io.kitward.selector.Tag;

/** A tag and who set it, such as {@code node} or {@code user/ann}. */
public record SourcedTag(Tag tag, String source) {}
