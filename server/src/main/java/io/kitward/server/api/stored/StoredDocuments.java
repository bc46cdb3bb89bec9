package io.kitward.server.api.stored;

import io.kitward.policy.BundleDocument;
import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Kind;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Problem;
import io.kitward.policy.Schemas;
import io.kitward.protocol.Json;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ApplyOutcome;
import io.kitward.server.api.port.DocumentChange;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.audit.AuditEntry;
import io.kitward.server.audit.AuditTable;
import io.kitward.server.desired.DocumentTable;
import io.kitward.server.desired.LivePolicy;
import io.kitward.server.fleet.EventTable;
import io.kitward.server.fleet.NodeTable;
import io.kitward.server.reconcile.Key;
import io.kitward.server.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The documents with their revisions, changed as a whole or not at all. Thread-safe. */
public final class StoredDocuments implements Documents {

  private final Store store;
  private final LivePolicy policy;
  private final Consumer<Key> due;
  private final Runnable happened;
  private final Clock clock;

  public StoredDocuments(
      Store store, LivePolicy policy, Consumer<Key> due, Runnable happened, Clock clock) {
    this.store = store;
    this.policy = policy;
    this.due = due;
    this.happened = happened;
    this.clock = clock;
  }

  @Override
  public List<DocumentView> list(
      @Nullable String kind, String afterKind, String afterName, int limit) {
    return store.read(
        handle ->
            DocumentTable.page(handle, kind, afterKind, afterName, limit).stream()
                .map(StoredDocuments::view)
                .toList());
  }

  @Override
  public Optional<DocumentView> find(String kind, String name, OptionalLong revision) {
    return store.read(
        handle ->
            (revision.isPresent()
                    ? DocumentTable.at(handle, kind, name, revision.getAsLong())
                    : DocumentTable.newest(handle, kind, name).filter(row -> !row.deleted()))
                .map(StoredDocuments::view));
  }

  @Override
  public ApplyOutcome apply(
      List<DocumentSource> sources, @Nullable Expectation expect, Actor actor) {
    List<ParsedDocument> parsed = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (DocumentSource source : sources) {
      var part = io.kitward.policy.Documents.parse(source.name(), source.text());
      parsed.addAll(part.documents());
      problems.addAll(part.problems());
    }
    if (!problems.isEmpty()) {
      return refused(problems);
    }
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
    Optional<ParsedDocument> twice = repeated(parsed);
    if (twice.isPresent()) {
      Document document = twice.get().document();
      return refused(
          List.of(
              new Problem(
                  Problem.DUPLICATE_DOCUMENT,
                  twice.get().file(),
                  0,
                  0,
                  "metadata.name",
                  document.kind().word()
                      + "/"
                      + document.name()
                      + " stands here twice; keep one")));
    }
    Instant now = clock.instant();
    ApplyOutcome outcome = store.write(handle -> apply(handle, parsed, expect, actor, now));
    changed();
    return outcome;
  }

  private static boolean isExactly(List<ParsedDocument> parsed, Expectation expect) {
    return parsed.size() == 1
        && parsed.getFirst().document().kind().word().equals(expect.kind())
        && parsed.getFirst().document().name().equals(expect.name());
  }

  private static Optional<ParsedDocument> repeated(List<ParsedDocument> documents) {
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i).document();
      if (documents.subList(0, i).stream()
          .anyMatch(
              other ->
                  other.document().kind() == document.kind()
                      && other.document().name().equals(document.name()))) {
        return Optional.of(documents.get(i));
      }
    }
    return Optional.empty();
  }

  private static ApplyOutcome apply(
      Handle handle,
      List<ParsedDocument> parsed,
      @Nullable Expectation expect,
      Actor actor,
      Instant now) {
    DocumentTable.lock(handle);
    check(handle, expect);
    DocumentSet next = stored(handle).with(parsed);
    List<Problem> problems = LivePolicy.problems(next);
    if (!problems.isEmpty()) {
      return refused(problems);
    }
    List<DocumentChange> changes = new ArrayList<>();
    long change = 0;
    for (ParsedDocument item : parsed) {
      Document document = item.document();
      String kind = document.kind().word();
      Optional<DocumentTable.Row> before = DocumentTable.newest(handle, kind, document.name());
      boolean there = before.isPresent() && !before.get().deleted();
      if (there && before.get().digest().equals(document.digest())) {
        changes.add(
            new DocumentChange(
                kind, document.name(), before.get().revision(), DocumentChange.Outcome.UNCHANGED));
        continue;
      }
      if (change == 0) {
        change = DocumentTable.change(handle, actor.principal().display(), now);
      }
      long revision = before.map(DocumentTable.Row::revision).orElse(0L) + 1;
      DocumentTable.add(handle, change, document, revision, false);
      changes.add(
          new DocumentChange(
              kind,
              document.name(),
              revision,
              there ? DocumentChange.Outcome.CHANGED : DocumentChange.Outcome.CREATED));
      note(handle, actor, "apply-document", kind, document.name(), revision, now);
    }
    return new ApplyOutcome.Applied(changes);
  }

  private static void note(
      Handle handle,
      Actor actor,
      String action,
      String kind,
      String name,
      long revision,
      Instant now) {
    AuditTable.add(
        handle,
        new AuditEntry(
            now,
            actor.principal().display(),
            "people",
            action,
            "document/" + kind + "/" + name,
            "done",
            Map.of("revision", String.valueOf(revision), "request", actor.requestId())));
    EventTable.addForFleet(
        handle,
        now,
        "document",
        actor.principal().display()
            + ": "
            + action
            + " "
            + kind
            + "/"
            + name
            + " revision "
            + revision);
  }

  private static DocumentSet stored(Handle handle) {
    return DocumentSet.ofParsed(
        DocumentTable.current(handle).stream()
            .flatMap(
                row ->
                    io.kitward.policy.Documents.parseJson("", row.content()).documents().stream())
            .toList());
  }

  private static void check(Handle handle, @Nullable Expectation expect) {
    if (expect != null) {
      expect
          .check()
          .accept(
              DocumentTable.newest(handle, expect.kind(), expect.name())
                  .filter(row -> !row.deleted())
                  .map(StoredDocuments::view));
    }
  }

  @Override
  public DeleteOutcome delete(Expectation expect, Actor actor) {
    Instant now = clock.instant();
    DeleteOutcome outcome = store.write(handle -> delete(handle, expect, actor, now));
    changed();
    return outcome;
  }

  private static DeleteOutcome delete(Handle handle, Expectation expect, Actor actor, Instant now) {
    DocumentTable.lock(handle);
    check(handle, expect);
    Optional<DocumentTable.Row> row =
        DocumentTable.newest(handle, expect.kind(), expect.name())
            .filter(found -> !found.deleted());
    Optional<Kind> kind = kind(expect.kind());
    if (row.isEmpty() || kind.isEmpty()) {
      return new DeleteOutcome.Unknown();
    }
    DocumentSet before = stored(handle);
    List<String> needed = needing(before, kind.get(), expect.name());
    if (!needed.isEmpty()) {
      return new DeleteOutcome.Needed(needed);
    }
    Document document = before.find(kind.get(), expect.name()).orElseThrow();
    long change = DocumentTable.change(handle, actor.principal().display(), now);
    DocumentTable.add(handle, change, document, row.get().revision() + 1, true);
    note(
        handle,
        actor,
        "delete-document",
        expect.kind(),
        expect.name(),
        row.get().revision() + 1,
        now);
    return new DeleteOutcome.Deleted();
  }

  /** The documents that name this one. */
  private static List<String> needing(DocumentSet documents, Kind kind, String name) {
    List<String> needing = new ArrayList<>();
    if (kind == Kind.SERVICE || kind == Kind.BUNDLE) {
      documents.policies().stream()
          .filter(
              policy ->
                  (kind == Kind.SERVICE ? policy.services() : policy.bundles()).contains(name))
          .forEach(policy -> needing.add("Policy/" + policy.name()));
    }
    if (kind == Kind.SERVICE) {
      for (String bundle : documents.names(Kind.BUNDLE)) {
        if (documents
            .bundle(bundle)
            .map(BundleDocument::services)
            .orElse(List.of())
            .contains(name)) {
          needing.add("Bundle/" + bundle);
        }
      }
      documents.backends().stream()
          .filter(
              backend ->
                  backend.configure() != null
                      && backend.configure().services().stream()
                          .anyMatch(service -> service.name().equals(name)))
          .forEach(backend -> needing.add("Backend/" + backend.name()));
    }
    return needing;
  }

  @Override
  public Optional<String> schema(String kind) {
    return kind(kind).map(Schemas::text);
  }

  private static Optional<Kind> kind(String word) {
    return Arrays.stream(Kind.values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /** Takes up what is in force now and looks at everything that it may concern. */
  private void changed() {
    policy.refresh();
    store.read(NodeTable::ids).forEach(node -> due.accept(new Key.NodeKey(node)));
    policy.get().consoles().keySet().forEach(name -> due.accept(new Key.BackendKey(name)));
    happened.run();
  }

  private static ApplyOutcome refused(List<Problem> problems) {
    return new ApplyOutcome.Refused(
        problems.stream()
            .sorted(Problem.IN_PLACE)
            .map(
                problem ->
                    new DocumentFault(
                        problem.code(),
                        problem.message(),
                        problem.file(),
                        problem.line(),
                        problem.column(),
                        problem.path()))
            .toList());
  }

  private static DocumentView view(DocumentTable.Row row) {
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
        document);
  }
}
