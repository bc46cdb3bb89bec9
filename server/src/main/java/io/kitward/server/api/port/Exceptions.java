package io.kitward.server.api.port;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The gaps, and letting go what is held. */
public interface Exceptions {

  /**
   * Newest first.
   *
   * @param state null for every state
   * @param before the id of the last one of the page before; empty to begin
   */
  List<ExceptionView> page(@Nullable String state, String before, int limit);

  /** The exception of that id, open or not; empty when there is none. */
  Optional<ExceptionView> find(String id);

  /** Lets go what an exception holds. */
  ReleaseOutcome release(String id, Actor actor);

  /** What became of a release. */
  sealed interface ReleaseOutcome {
    record Released(ExceptionView exception) implements ReleaseOutcome {}

    record Unknown() implements ReleaseOutcome {}

    /** It is not open, or of a kind that closes by itself. */
    record NotReleasable(String reason) implements ReleaseOutcome {}
  }
}
