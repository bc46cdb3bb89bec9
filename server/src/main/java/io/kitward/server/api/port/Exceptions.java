package io.kitward.server.api.port;

import java.util.List;
import java.util.Optional;

/** The gaps, letting go what is held, and what people do with them. */
public interface Exceptions {

  /**
   * Newest first.
   *
   * @param before the id of the last one of the page before; empty to begin
   */
  List<ExceptionView> page(ExceptionFilter filter, String before, int limit);

  /**
   * Equal causes as one, the one with the newest exception first.
   *
   * @param before the newest id of the last cause of the page before; empty to begin
   */
  List<ExceptionCause> causes(ExceptionFilter filter, String before, int limit);

  /** The exception of that id, open or not; empty when there is none. */
  Optional<ExceptionView> find(String id);

  /** The same with its history. */
  Optional<ExceptionDetail> detail(String id);

  /** Lets go what an exception holds. */
  ReleaseOutcome release(String id, Actor actor);

  /** Assigns, comments, accepts or opens again. */
  ActOutcome act(String id, ExceptionAct act, Actor actor);

  /** What became of a release. */
  sealed interface ReleaseOutcome {
    record Released(ExceptionView exception) implements ReleaseOutcome {}

    record Unknown() implements ReleaseOutcome {}

    /** It is not open, or of a kind that closes by itself. */
    record NotReleasable(String reason) implements ReleaseOutcome {}
  }

  /** What became of an act. */
  sealed interface ActOutcome {
    record Done(ExceptionView exception) implements ActOutcome {}

    record Unknown() implements ActOutcome {}

    /** It is closed: only comments are taken. */
    record Closed() implements ActOutcome {}

    /** It stands for whatever is held, also for what nobody has seen yet: a sentence. */
    record NotAcceptable(String reason) implements ActOutcome {}

    /** The time until which it is to be accepted is none, or too far, or over. */
    record NoTime() implements ActOutcome {}
  }
}
