package io.kitward.server.api.stored;

import io.kitward.policy.Kind;
import io.kitward.policy.RepositoryDocument;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.Repositories;
import io.kitward.server.api.port.RepositoryView;
import io.kitward.server.api.port.RepositoryView.CommitView;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.OwnerTable;
import io.kitward.server.plan.Claim;
import io.kitward.server.repository.Commit;
import io.kitward.server.repository.RepositoryTable;
import io.kitward.server.repository.RepositoryTable.Applied;
import io.kitward.server.repository.RepositoryTable.Row;
import io.kitward.server.repository.RepositoryTable.State;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Followed repositories as they stand, and the approval of what waits. Thread-safe. */
public final class StoredRepositories implements Repositories {

  private static final int SHORTEST_COMMIT = 7;

  private final Store store;
  private final Planning planning;
  private final TakingEffect effect;
  private final Clock clock;

  public StoredRepositories(Store store, Planning planning, TakingEffect effect, Clock clock) {
    this.store = store;
    this.planning = planning;
    this.effect = effect;
    this.clock = clock;
  }

  @Override
  public List<RepositoryView> list() {
    return store.read(
        handle -> {
          Map<String, Row> rows = RepositoryTable.all(handle);
          return LivePolicy.documents(handle).repositories().stream()
              .map(document -> view(handle, document, rows.get(document.name())))
              .toList();
        });
  }

  @Override
  public Optional<RepositoryView> find(String name) {
    return store.read(handle -> find(handle, name));
  }

  private static Optional<RepositoryView> find(Handle handle, String name) {
    return document(handle, name)
        .map(document -> view(handle, document, RepositoryTable.find(handle, name).orElse(null)));
  }

  private static Optional<RepositoryDocument> document(Handle handle, String name) {
    return LivePolicy.documents(handle)
        .find(Kind.REPOSITORY, name)
        .map(RepositoryDocument.class::cast);
  }

  @Override
  public Optional<RepositoryView> checkNow(String name, Actor actor) {
    return store.write(
        handle -> {
          Optional<RepositoryView> found = find(handle, name);
          if (found.isPresent()) {
            boolean _ = RepositoryTable.due(handle, name);
          }
          return found;
        });
  }

  @Override
  public ApproveOutcome approve(String name, String commit, OptionalInt confirm, Actor actor) {
    Instant now = clock.instant();
    return effect.of(
        (handle, touched) -> approve(handle, touched, name, commit, confirm, actor, now));
  }

  private ApproveOutcome approve(
      Handle handle,
      TakingEffect.Touched touched,
      String name,
      String commit,
      OptionalInt confirm,
      Actor actor,
      Instant now) {
    DocumentTable.lock(handle);
    Optional<RepositoryDocument> document = document(handle, name);
    if (document.isEmpty()) {
      return new ApproveOutcome.Unknown();
    }
    Optional<Row> row = RepositoryTable.lock(handle, name);
    Optional<String> refusal = refusal(document.get(), row, commit);
    if (refusal.isPresent()) {
      return new ApproveOutcome.NotWaiting(refusal.get());
    }
    var outcome =
        new CarryingOut(handle, planning, actor, now)
            .plan(row.orElseThrow().plan().orElseThrow(), confirm, false, touched);
    if (outcome instanceof io.kitward.server.api.port.Plans.CarryOutcome.Done) {
      AuditTable.add(
          handle,
          new AuditEntry(
              now,
              actor.principal().display(),
              "people",
              "approve-commit",
              Claim.ofRepository(name),
              "done",
              Map.of(
                  "commit",
                  row.orElseThrow().seen().map(Commit::id).orElse(""),
                  "request",
                  actor.requestId())));
    }
    return new ApproveOutcome.Carried(outcome, find(handle, name).orElseThrow());
  }

  private static Optional<String> refusal(
      RepositoryDocument document, Optional<Row> row, String commit) {
    if (document.suspended()) {
      return Optional.of(document.name() + " is suspended");
    }
    if (row.isEmpty() || row.get().state() != State.WAITING || row.get().plan().isEmpty()) {
      return Optional.of("no commit of " + document.name() + " waits");
    }
    if (!row.get().digest().equals(document.digest())) {
      return Optional.of(document.name() + " was changed since, and is looked at again first");
    }
    String waits = row.get().seen().map(Commit::id).orElse("");
    return commit.length() >= SHORTEST_COMMIT && waits.startsWith(commit)
        ? Optional.empty()
        : Optional.of("the commit " + waits + " waits, no other one");
  }

  private static RepositoryView view(
      Handle handle, RepositoryDocument document, @Nullable Row row) {
    boolean suspended = document.suspended();
    return new RepositoryView(
        document.name(),
        document.url(),
        document.reference(),
        document.path(),
        document.interval().toSeconds(),
        document.approval().name().toLowerCase(Locale.ROOT),
        document.prune(),
        document.takeOver(),
        suspended,
        state(document, row),
        row == null ? "" : row.unreachable().isEmpty() ? row.message() : row.unreachable(),
        row == null ? List.of() : DocumentTexts.faults(row.faults()),
        row == null ? null : row.seen().map(StoredRepositories::commit).orElse(null),
        row == null || row.plan().isEmpty() ? null : "p-" + row.plan().getAsLong(),
        row == null ? null : row.applied().map(applied -> commit(applied.commit())).orElse(null),
        row == null ? null : row.applied().map(Applied::at).orElse(null),
        row == null ? null : row.applied().map(Applied::by).orElse(null),
        row == null ? null : row.lookedAt(),
        row == null ? null : row.contactedAt(),
        row == null || suspended ? null : row.dueAt(),
        OwnerTable.of(handle, Claim.ofRepository(document.name())).size());
  }

  private static CommitView commit(Commit commit) {
    return new CommitView(commit.id(), commit.author(), commit.at(), commit.subject());
  }

  private static String state(RepositoryDocument document, @Nullable Row row) {
    if (document.suspended()) {
      return "suspended";
    }
    if (row == null) {
      return "new";
    }
    return row.unreachable().isEmpty()
        ? row.state().name().toLowerCase(Locale.ROOT).replace('_', '-')
        : "unreachable";
  }
}
