package io.kitward.server.api.port;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The Git repositories whose documents are followed. */
public interface Repositories {

  /** All of them, by name. */
  List<RepositoryView> list();

  Optional<RepositoryView> find(String name);

  /** Has it looked at as soon as there is time; empty when there is no such repository. */
  Optional<RepositoryView> checkNow(String name, Actor actor);

  /**
   * Lets the commit that waits take effect.
   *
   * @param commit which one, by its id or the first seven or more digits of that: what is approved
   *     is what somebody looked at
   */
  ApproveOutcome approve(String name, String commit, OptionalInt confirm, Actor actor);

  /** What became of a commit that was to be approved. */
  sealed interface ApproveOutcome {
    record Unknown() implements ApproveOutcome {}

    /** No commit waits, or another one does: a sentence; nothing was changed. */
    record NotWaiting(String why) implements ApproveOutcome {}

    /** What became of its plan. */
    record Carried(Plans.CarryOutcome outcome, RepositoryView repository)
        implements ApproveOutcome {}
  }
}
