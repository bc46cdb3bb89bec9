package io.kitward.server.fleet;

import io.kitward.policy.SourcedTag;
import io.kitward.policy.Trust;
import io.kitward.selector.Tag;
import java.time.Instant;
import java.util.Optional;

/**
 * A tag as one source attached it.
 *
 * @param expires the first instant at which it no longer counts; empty: it stays
 * @param provenUntil the first instant at which its proof is too old; empty where its trust does
 *     not rest on one
 */
public record SetTag(
    Tag tag,
    Source source,
    String setBy,
    Instant setAt,
    Optional<Instant> expires,
    Optional<Instant> provenUntil) {

  /** A tag that stays. */
  public SetTag(Tag tag, Source source, String setBy, Instant setAt) {
    this(tag, source, setBy, setAt, Optional.empty(), Optional.empty());
  }

  /** The same as resolution takes it. */
  public SourcedTag sourced() {
    return new SourcedTag(
        tag,
        source.text(),
        setBy,
        setAt,
        expires.orElse(null),
        Trust.of(source.text()),
        provenUntil.orElse(null));
  }
}
