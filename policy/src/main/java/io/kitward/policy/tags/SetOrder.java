package io.kitward.policy.tags;

import io.kitward.policy.SourcedTag;
import java.time.Instant;
import java.util.Comparator;

/** The order in which tags are listed, so that the order in which they came never shows. */
final class SetOrder {
  static final Comparator<SourcedTag> BY_SOURCE =
      Comparator.comparing(SourcedTag::source)
          .thenComparing(SourcedTag::setBy)
          .thenComparing(tag -> tag.setAt() == null ? Instant.MIN : tag.setAt())
          .thenComparing(tag -> tag.expires() == null ? Instant.MAX : tag.expires())
          .thenComparing(SourcedTag::trust);

  static final Comparator<SourcedTag> BY_TAG =
      Comparator.comparing(SourcedTag::tag).thenComparing(BY_SOURCE);

  private SetOrder() {}
}
