package io.kitward.policy;

import io.kitward.selector.Tag;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tag as one source says it.
 *
 * @param source whose tag it is, such as {@code node}, {@code puppet} or {@code user/ann}
 * @param setBy who brought it in, such as {@code user/ann} for an import of hers
 * @param setAt when; null where that is not known
 * @param expires the first instant at which it no longer counts; null when it stays
 * @param provenUntil the first instant at which its proof is too old: from then on it is worth the
 *     node's own word; null when its trust does not rest on a proof
 */
public record SourcedTag(
    Tag tag,
    String source,
    String setBy,
    @Nullable Instant setAt,
    @Nullable Instant expires,
    Trust trust,
    @Nullable Instant provenUntil) {

  /**
   * How long a tag whose proof is too old still holds up what only others than the node may decide.
   * Longer than any outage of a Puppet server should last: nothing goes because Puppet is silent
   * for a weekend, and nobody who keeps Puppet from speaking keeps anything for ever.
   */
  public static final Duration LAPSE = Duration.ofDays(7);

  /** A tag whose trust does not rest on a proof. */
  public SourcedTag(
      Tag tag,
      String source,
      String setBy,
      @Nullable Instant setAt,
      @Nullable Instant expires,
      Trust trust) {
    this(tag, source, setBy, setAt, expires, trust, null);
  }

  /** A tag that a source brought in itself, worth what that source's word is. */
  public SourcedTag(Tag tag, String source) {
    this(tag, source, source, null, null, Trust.of(source));
  }

  /** The same under another name. */
  public SourcedTag as(Tag other) {
    return new SourcedTag(other, source, setBy, setAt, expires, trust, provenUntil);
  }

  /** Whether its proof is too old by then. */
  public boolean lapsed(Instant now) {
    return provenUntil != null && !now.isBefore(provenUntil);
  }

  /** The same, worth no more than the node's own word. */
  public SourcedTag selfAsserted() {
    return new SourcedTag(tag, source, setBy, setAt, expires, Trust.SELF_ASSERTED, provenUntil);
  }
}
