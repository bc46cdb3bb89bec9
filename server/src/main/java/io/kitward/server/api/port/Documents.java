package io.kitward.server.api.port;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The documents and their revisions. */
public interface Documents {

  /** Sorted by kind, then name. */
  List<DocumentView> list(@Nullable String kind, String afterKind, String afterName, int limit);

  /** The latest revision, or the given one. */
  Optional<DocumentView> find(String kind, String name, OptionalLong revision);

  /**
   * Parses, checks and stores all of them in one transaction, or none.
   *
   * @param confirm the figure that a change which touches much must be given
   * @param takeOver whether documents that a source has may be changed; they are people's then
   * @param expect when given, the sources must hold exactly this one document, else they are
   *     refused; its check is called inside the transaction, before anything is stored, with the
   *     one document that the caller named, as it is now; what it throws ends the transaction
   */
  ApplyOutcome apply(
      List<DocumentSource> sources,
      @Nullable Expectation expect,
      OptionalInt confirm,
      boolean takeOver,
      Actor actor);

  /** Reads documents and says what is wrong, in them and in how they fit; stores nothing. */
  Checked check(List<DocumentSource> sources);

  /**
   * What was read.
   *
   * @param documents as kind, name and content; those with a fault are not among them
   */
  record Checked(List<Read> documents, List<DocumentFault> faults) {}

  /** A document that could be read. */
  record Read(String kind, String name, Map<String, Object> document) {}

  /**
   * Deletes a document unless others need it.
   *
   * @param takeOver whether it may be one that a source has
   */
  DeleteOutcome delete(Expectation expect, OptionalInt confirm, boolean takeOver, Actor actor);

  /** Who names a document that is in force: bundles first, then policies and others, by name. */
  List<DocumentUse> uses(String kind, String name);

  /** How many policies bring each service, by itself or in a bundle; others are absent. */
  Map<String, Integer> policiesByService();

  /** The JSON Schema of a kind. */
  Optional<String> schema(String kind);

  /** Which document the caller means, and what it must be like now. */
  record Expectation(String kind, String name, Consumer<Optional<DocumentView>> check) {}

  /** What became of a deletion. */
  sealed interface DeleteOutcome {
    record Deleted() implements DeleteOutcome {}

    record Unknown() implements DeleteOutcome {}

    /** Nothing was changed: whoever wants it must repeat a figure. The plan is kept. */
    record Unconfirmed(PlanView plan) implements DeleteOutcome {}

    /** Nothing was changed: these documents, as {@code Kind/name}, need it. */
    record Needed(List<String> by) implements DeleteOutcome {}
  }
}
