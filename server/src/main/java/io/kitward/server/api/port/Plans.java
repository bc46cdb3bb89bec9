package io.kitward.server.api.port;

import io.kitward.server.plan.Change;
import io.kitward.server.plan.PlanGroup;
import io.kitward.server.plan.PlannedNode;
import io.kitward.server.plan.Summary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Changes that are looked at before they are made. */
public interface Plans {

  /**
   * What somebody wants to be different.
   *
   * @param deletions documents that go, as {@code Kind/name}
   * @param prune whether every document of the source goes that is not among these
   * @param sources sources whose tags go from every node
   * @param source that has the documents afterwards; empty: people
   * @param takeOver whether documents that others have may be changed
   */
  record Asked(
      List<DocumentSource> documents,
      List<String> deletions,
      boolean prune,
      List<Change.TagEdit> tags,
      List<String> sources,
      Change.@Nullable Rename rename,
      String source,
      boolean takeOver) {

    /** Asked by people in their own name. */
    public Asked(
        List<DocumentSource> documents,
        List<String> deletions,
        boolean prune,
        List<Change.TagEdit> tags,
        List<String> sources,
        Change.@Nullable Rename rename) {
      this(documents, deletions, prune, tags, sources, rename, "", false);
    }
  }

  /** Works out what a change would do, and keeps that; nothing else is changed. */
  CreateOutcome create(Asked asked, Actor actor);

  /** Newest first, only below {@code before}; {@link Long#MAX_VALUE} to begin. */
  List<PlanView> page(long before, int limit);

  Optional<PlanView> find(String id);

  /** What it does to nodes behind a name, by name; empty when there is no such plan. */
  Optional<List<PlannedNode>> nodes(String id, String after, int limit);

  /** Equal changes together, removals first; empty when there is no such plan. */
  Optional<List<PlanGroup>> groups(String id);

  /** The same of the nodes of one group; empty when there is no such plan or group. */
  Optional<List<PlannedNode>> nodes(String id, String group, String after, int limit);

  /** The documents that it changes, before and after; empty when there is no such plan. */
  Optional<List<Rewrite>> rewrites(String id);

  /** Works out what a change would do, and keeps nothing. */
  PreviewOutcome preview(Asked asked);

  /**
   * A document in the order in which people read it.
   *
   * @param before null when it was not there
   * @param after null when it goes
   */
  record Rewrite(
      String kind,
      String name,
      @Nullable Map<String, Object> before,
      @Nullable Map<String, Object> after) {}

  /** What became of a look ahead. */
  sealed interface PreviewOutcome {
    record Foreseen(Summary summary, List<PlanGroup> groups) implements PreviewOutcome {}

    /** The documents do not hold together. */
    record Refused(List<DocumentFault> faults) implements PreviewOutcome {}

    /** Something else that it names can't be: a sentence. */
    record Impossible(String why) implements PreviewOutcome {}
  }

  /** What it does to one node in full; empty when there is no such plan or node. */
  Optional<PlanNodeDetail> node(String id, String certname);

  /**
   * Carries a plan out, in one transaction: its documents, its tags, on exactly the nodes whose own
   * difference is still the planned one.
   *
   * @param held whether nobody has looked at it, so that the brake holds its removals as any other
   */
  CarryOutcome carryOut(String id, OptionalInt confirm, boolean held, Actor actor);

  /** What became of a plan that was to be made. */
  sealed interface CreateOutcome {
    record Planned(PlanView plan) implements CreateOutcome {}

    /** The documents do not hold together. */
    record Refused(List<DocumentFault> faults) implements CreateOutcome {}

    /** Something else that it names can't be: a sentence. */
    record Impossible(String why) implements CreateOutcome {}
  }

  /** What became of a plan that was to be carried out. */
  sealed interface CarryOutcome {
    record Done(PlanView plan) implements CarryOutcome {}

    /**
     * It writes a document that makes its writer root on nodes: a sentence; nothing was changed.
     */
    record NotPermitted(String reason) implements CarryOutcome {}

    record Unknown() implements CarryOutcome {}

    /** It was carried out before. */
    record Already(PlanView plan) implements CarryOutcome {}

    /** A document that it changes is another by now: a sentence. */
    record Outdated(String why) implements CarryOutcome {}

    /** A figure must be given, or another one was; nothing was changed. */
    record Unconfirmed(PlanView plan) implements CarryOutcome {}
  }
}
