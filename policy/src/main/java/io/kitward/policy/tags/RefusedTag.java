package io.kitward.policy.tags;

import io.kitward.policy.SourcedTag;

/** A tag that a source says and that does not count, with why. */
public record RefusedTag(SourcedTag tag, Reason reason, String message) {
  /** The kinds of reasons. */
  public enum Reason {
    /** Its time is over. */
    EXPIRED,
    /** Its proof is too old, and the node may not set the key itself. */
    LAPSED,
    /** The tag key does not let this source set it. */
    SOURCE,
    /** The tag key does not allow this value. */
    VALUE,
    /** The key is single, and a stronger source says otherwise. */
    OUTRANKED,
    /** The key is single, and another source that is as strong says otherwise. */
    CONFLICT
  }
}
