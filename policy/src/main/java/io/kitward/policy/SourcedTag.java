package io.kitward.policy;

import io.kitward.selector.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tag as one source says it.
 *
 * @param source whose tag it is, such as {@code node}, {@code puppet} or {@code user/ann}
 * @param setBy who brought it in, such as {@code user/ann} for an import of hers
 * @param setAt when; null where that is not known
 * @param expires the first instant at which it no longer counts; null when it stays
 */
public record SourcedTag(
    Tag tag,
    String source,
    String setBy,
    @Nullable Instant setAt,
    @Nullable Instant expires,
    Trust trust) {

  /** A tag that a source brought in itself, worth what that source's word is. */
  public SourcedTag(Tag tag, String source) {
    this(tag, source, source, null, null, Trust.of(source));
  }
}
