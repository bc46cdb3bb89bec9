package io.kitward.server.api.stored;

import io.kitward.policy.DocumentSet;
import io.kitward.policy.Kind;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.policy.Schemas;
import io.kitward.protocol.Json;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ApplyOutcome;
import io.kitward.server.api.port.DocumentChange;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.DocumentUse;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.DocumentUses;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.desired.NodePins;
import io.kitward.server.desired.OwnerTable;
import io.kitward.server.desired.OwnerTable.Owner;
import io.kitward.server.plan.Change;
import io.kitward.server.plan.Claim;
import io.kitward.server.plan.Draft;
import io.kitward.server.plan.Summary;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The documents with their revisions, changed as a whole or not at all. Thread-safe. */
public final class StoredDocuments implements Documents {

  private final Store store;
  private final Planning planning;
  private final TakingEffect effect;
  private final Clock clock;

  public StoredDocuments(Store store, Planning planning, TakingEffect effect, Clock clock) {
    this.store = store;
    this.planning = planning;
    this.effect = effect;
    this.clock = clock;
  }

  @Override
  public List<DocumentView> list(
      @Nullable String kind, String afterKind, String afterName, int limit) {
    return store.read(
        handle -> {
          Map<String, Owner> owners = OwnerTable.all(handle);
          return DocumentTable.page(handle, kind, afterKind, afterName, limit).stream()
              .map(row -> view(row, owners.get(row.kind() + "/" + row.name())))
              .toList();
        });
  }

  @Override
  public Optional<DocumentView> find(String kind, String name, OptionalLong revision) {
    return store.read(
        handle ->
            (revision.isPresent()
                    ? DocumentTable.at(handle, kind, name, revision.getAsLong())
                    : DocumentTable.newest(handle, kind, name).filter(row -> !row.deleted()))
                .map(row -> view(row, owner(handle, row))));
  }

  @Override
  public List<DocumentUse> uses(String kind, String name) {
    return Kind.of(kind).stream()
        .flatMap(known -> DocumentUses.of(planning.documents(), known, name).stream())
        .map(use -> new DocumentUse(use.kind().word(), use.name(), use.how()))
        .toList();
  }

  @Override
  public Map<String, Integer> policiesByService() {
    return DocumentUses.policiesByService(planning.documents());
  }

  @Override
  public Checked check(List<DocumentSource> sources) {
    io.kitward.policy.Documents.Parsed read = DocumentTexts.read(sources);
    List<Read> documents =
        read.documents().stream()
            .map(ParsedDocument::document)
            .map(
                document ->
                    new Read(
                        document.kind().word(),
                        document.name(),
                        readable(document.canonicalJson())))
            .toList();
    if (!read.problems().isEmpty()) {
      return new Checked(documents, DocumentTexts.faults(read.problems()));
    }
    List<Problem> problems =
        store.read(
            handle -> LivePolicy.problems(LivePolicy.documents(handle).with(read.documents())));
    return new Checked(documents, DocumentTexts.faults(problems));
  }

  private static Map<String, Object> readable(String json) {
    return ReadingOrder.of(
        Json.MAPPER.readValue(json, new TypeReference<Map<String, Object>>() {}));
  }

  @Override
  public ApplyOutcome apply(
      List<DocumentSource> sources,
      @Nullable Expectation expect,
      OptionalInt confirm,
      boolean takeOver,
      Actor actor) {
    io.kitward.policy.Documents.Parsed read = DocumentTexts.read(sources);
    if (!read.problems().isEmpty()) {
      return refused(read.problems());
    }
    List<ParsedDocument> parsed = read.documents();
    if (expect != null && !isExactly(parsed, expect)) {
      String named = expect.kind() + "/" + expect.name();
      return refused(
          List.of(
              new Problem(
                  Problem.VALUE,
                  "",
                  0,
                  0,
                  "metadata.name",
                  "the text must hold " + named + " and nothing else, as the address says")));
    }
    List<Problem> twice = Repeated.problems(parsed);
    if (!twice.isEmpty()) {
      return refused(twice);
    }
    Instant now = clock.instant();
    return effect.of(
        (handle, touched) -> apply(handle, touched, parsed, expect, confirm, takeOver, actor, now));
  }

  private static boolean isExactly(List<ParsedDocument> parsed, Expectation expect) {
    return parsed.size() == 1
        && parsed.getFirst().document().kind().word().equals(expect.kind())
        && parsed.getFirst().document().name().equals(expect.name());
  }

  private ApplyOutcome apply(
      Handle handle,
      TakingEffect.Touched touched,
      List<ParsedDocument> parsed,
      @Nullable Expectation expect,
      OptionalInt confirm,
      boolean takeOver,
      Actor actor,
      Instant now) {
    DocumentTable.lock(handle);
    check(handle, expect);
    DocumentSet before = LivePolicy.documents(handle);
    List<ParsedDocument> different =
        parsed.stream().filter(put -> !before.holds(put.document())).toList();
    Optional<String> refusal =
        PrivilegedWrites.refusal(
            handle, before, different.stream().map(ParsedDocument::document).toList(), actor, now);
    if (refusal.isPresent()) {
      return new ApplyOutcome.NotPermitted(refusal.get());
    }
    Change change = Change.ofDocuments(different, List.of()).by(people(parsed, takeOver));
    Ownership.require(handle, before, change);
    DocumentSet next = before.with(parsed);
    List<Problem> problems = LivePolicy.problems(next);
    if (!problems.isEmpty()) {
      return refused(problems);
    }
    List<Summary.Caution> warnings = List.of();
    if (!different.isEmpty()) {
      Draft draft = planning.draft(handle, change, next, now);
      planning.requireTicket(handle, draft.nodes(), actor, now);
      if (!Planning.confirmed(draft.summary(), confirm)) {
        return new ApplyOutcome.Unconfirmed(Planning.keep(handle, change, draft, actor, now));
      }
      warnings = draft.summary().warnings();
      NodePins.keepOnly(handle, List.of());
      touched.by(draft.nodes());
    }
    var writes = new ChangeWrites(handle, actor, now);
    List<DocumentChange> changes =
        parsed.stream().map(item -> writes.put(item.document())).toList();
    Ownership.note(handle, change);
    return new ApplyOutcome.Applied(changes, warnings);
  }

  private static Claim people(List<ParsedDocument> documents, boolean takeOver) {
    Map<String, String> places = new TreeMap<>();
    if (takeOver) {
      documents.forEach(
          read -> places.put(Change.Name.of(read.document()).toString(), read.file()));
    }
    return new Claim("", takeOver, places);
  }

  private static void check(Handle handle, @Nullable Expectation expect) {
    if (expect != null) {
      expect
          .check()
          .accept(
              DocumentTable.newest(handle, expect.kind(), expect.name())
                  .filter(row -> !row.deleted())
                  .map(row -> view(row, owner(handle, row))));
    }
  }

  private static @Nullable Owner owner(Handle handle, DocumentTable.Row row) {
    return OwnerTable.find(handle, row.kind(), row.name()).orElse(null);
  }

  @Override
  public DeleteOutcome delete(
      Expectation expect, OptionalInt confirm, boolean takeOver, Actor actor) {
    Instant now = clock.instant();
    return effect.of(
        (handle, touched) -> delete(handle, touched, expect, confirm, takeOver, actor, now));
  }

  private DeleteOutcome delete(
      Handle handle,
      TakingEffect.Touched touched,
      Expectation expect,
      OptionalInt confirm,
      boolean takeOver,
      Actor actor,
      Instant now) {
    DocumentTable.lock(handle);
    check(handle, expect);
    Optional<Kind> kind = Kind.of(expect.kind());
    DocumentSet before = LivePolicy.documents(handle);
    if (kind.isEmpty() || before.find(kind.get(), expect.name()).isEmpty()) {
      return new DeleteOutcome.Unknown();
    }
    List<String> needed = Needs.of(before, kind.get(), expect.name());
    if (!needed.isEmpty()) {
      return new DeleteOutcome.Needed(needed);
    }
    var name = new Change.Name(expect.kind(), expect.name());
    Change change =
        Change.ofDocuments(List.of(), List.of(name)).by(new Claim("", takeOver, Map.of()));
    Ownership.require(handle, before, change);
    Draft draft = planning.draft(handle, change, change.documents(before), now);
    planning.requireTicket(handle, draft.nodes(), actor, now);
    if (!Planning.confirmed(draft.summary(), confirm)) {
      return new DeleteOutcome.Unconfirmed(Planning.keep(handle, change, draft, actor, now));
    }
    NodePins.keepOnly(handle, List.of());
    touched.by(draft.nodes());
    new ChangeWrites(handle, actor, now).delete(before, name);
    Ownership.note(handle, change);
    return new DeleteOutcome.Deleted();
  }

  @Override
  public Optional<String> schema(String kind) {
    return Kind.of(kind).map(Schemas::text);
  }

  private static ApplyOutcome refused(List<Problem> problems) {
    return new ApplyOutcome.Refused(DocumentTexts.faults(problems));
  }

  private static DocumentView view(DocumentTable.Row row, @Nullable Owner owner) {
    Map<String, Object> document =
        ReadingOrder.of(
            Json.MAPPER.readValue(row.content(), new TypeReference<Map<String, Object>>() {}));
    Object description =
        document.get("metadata") instanceof Map<?, ?> metadata ? metadata.get("description") : null;
    return new DocumentView(
        row.kind(),
        row.name(),
        description == null ? "" : description.toString(),
        row.revision(),
        row.digest(),
        row.appliedAt(),
        row.appliedBy(),
        document,
        owner == null ? null : new DocumentView.Managed(owner.source(), owner.place()));
  }
}
