package io.kitward.server.console.sample;

import io.kitward.policy.Kind;
import io.kitward.policy.ParsedDocument;
import io.kitward.policy.Schemas;
import io.kitward.protocol.Json;
import io.kitward.server.api.port.Actor;
import io.kitward.server.api.port.ApplyOutcome;
import io.kitward.server.api.port.DocumentFault;
import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.DocumentUse;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Documents in memory, to be read: the console writes none. Thread-safe. */
public final class SampleDocuments implements Documents {
  private final List<DocumentView> documents = new CopyOnWriteArrayList<>();

  public void policy(String name, String description, Map<String, Object> spec, Instant at) {
    put("Policy", name, description, spec, at);
  }

  /** Puts a document of any kind. */
  public void put(
      String kind, String name, String description, Map<String, Object> spec, Instant at) {
    var document = new LinkedHashMap<String, Object>();
    document.put("apiVersion", "kitward/v1");
    document.put("kind", kind);
    document.put("metadata", Map.of("name", name));
    document.put("spec", spec);
    documents.add(
        new DocumentView(
            kind, name, description, 3, "ab12".repeat(16), at, "token/admin", document));
    documents.sort(Comparator.comparing(DocumentView::kind).thenComparing(DocumentView::name));
  }

  @Override
  public List<DocumentView> list(
      @Nullable String kind, String afterKind, String afterName, int limit) {
    return documents.stream()
        .filter(document -> kind == null || kind.equals(document.kind()))
        .filter(
            document -> {
              int byKind = document.kind().compareTo(afterKind);
              return byKind > 0 || (byKind == 0 && document.name().compareTo(afterName) > 0);
            })
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<DocumentView> find(String kind, String name, OptionalLong revision) {
    return documents.stream()
        .filter(document -> document.kind().equals(kind) && document.name().equals(name))
        .findFirst();
  }

  @Override
  public Checked check(List<DocumentSource> sources) {
    List<Read> read = new ArrayList<>();
    List<DocumentFault> faults = new ArrayList<>();
    for (DocumentSource source : sources) {
      var parsed = io.kitward.policy.Documents.parse(source.name(), source.text());
      parsed.documents().stream()
          .map(ParsedDocument::document)
          .map(
              document ->
                  new Read(
                      document.kind().word(),
                      document.name(),
                      Json.MAPPER.readValue(
                          document.canonicalJson(), new TypeReference<Map<String, Object>>() {})))
          .forEach(read::add);
      parsed.problems().stream()
          .map(
              problem ->
                  new DocumentFault(
                      problem.code(),
                      problem.message(),
                      problem.file(),
                      problem.line(),
                      problem.column(),
                      problem.path()))
          .forEach(faults::add);
    }
    return new Checked(read, faults);
  }

  @Override
  public ApplyOutcome apply(
      List<DocumentSource> sources,
      @Nullable Expectation expect,
      OptionalInt confirm,
      boolean takeOver,
      Actor actor) {
    throw new UnsupportedOperationException("these documents are read only");
  }

  @Override
  public DeleteOutcome delete(
      Expectation expect, OptionalInt confirm, boolean takeOver, Actor actor) {
    throw new UnsupportedOperationException("these documents are read only");
  }

  @Override
  public List<DocumentUse> uses(String kind, String name) {
    String field = kind.equals("Bundle") ? "bundles" : "services";
    return documents.stream()
        .filter(document -> named(document, field).contains(name))
        .map(
            document ->
                new DocumentUse(
                    document.kind(),
                    document.name(),
                    document.kind().equals("Bundle") ? "contains" : "requires"))
        .toList();
  }

  @Override
  public Map<String, Integer> policiesByService() {
    var counts = new TreeMap<String, Integer>();
    documents.stream()
        .filter(document -> document.kind().equals("Policy"))
        .flatMap(policy -> named(policy, "services").stream())
        .forEach(service -> counts.merge(service, 1, Integer::sum));
    return counts;
  }

  private static List<String> named(DocumentView document, String field) {
    return document.document().get("spec") instanceof Map<?, ?> spec
            && spec.get(field) instanceof List<?> names
        ? names.stream().map(String::valueOf).toList()
        : List.of();
  }

  @Override
  public Optional<String> schema(String kind) {
    return Kind.of(kind).map(Schemas::text);
  }
}
