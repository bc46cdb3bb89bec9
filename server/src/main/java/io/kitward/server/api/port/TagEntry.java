package io.kitward.server.api.port;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One tag as one source set it, or a rule derives it.
 *
 * @param tag {@code key} or {@code key=value}
 * @param trust {@code self-asserted}, {@code vouched} or {@code trusted}
 * @param setBy the principal's name in the audit trail, such as {@code token/admin}
 * @param setAt null for what a rule derives
 * @param expires the first instant at which it no longer counts; null when it stays
 * @param provenUntil until when its proof is good; from then on it is worth the node's own word;
 *     null where its trust rests on no proof
 * @param effective whether it counts
 * @param why why it does not count; empty when it does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TagEntry(
    String tag,
    String source,
    String trust,
    String setBy,
    @Nullable Instant setAt,
    @Nullable Instant expires,
    @Nullable Instant provenUntil,
    boolean effective,
    String why) {

  /** A tag that counts and stays. */
  public TagEntry(String tag, String source, String trust, String setBy, Instant setAt) {
    this(tag, source, trust, setBy, setAt, null, null, true, "");
  }
}
