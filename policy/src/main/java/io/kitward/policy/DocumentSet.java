package io.kitward.policy;

import io.kitward.selector.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An immutable set of documents by kind and name. Equal sets hold equal documents, wherever those
 * were read from.
 */
public final class DocumentSet {
  private static final DocumentSet EMPTY = new DocumentSet(List.of());

  private final Map<Kind, NavigableMap<String, ParsedDocument>> byKind = new EnumMap<>(Kind.class);

  private DocumentSet(Collection<ParsedDocument> documents) {
    for (Kind kind : Kind.values()) {
      byKind.put(kind, new TreeMap<>());
    }
    for (ParsedDocument parsed : documents) {
      Document document = parsed.document();
      if (of(document.kind()).put(document.name(), parsed) != null) {
        throw new IllegalArgumentException(
            document.kind().word() + " " + document.name() + " is there twice");
      }
    }
  }

  public static DocumentSet empty() {
    return EMPTY;
  }

  /** A set of documents; refuses two of the same kind and name. */
  public static DocumentSet of(Collection<? extends Document> documents) {
    return new DocumentSet(documents.stream().map(ParsedDocument::of).toList());
  }

  /** As {@link #of(Collection)}, keeping the places for the messages of {@link #validate}. */
  public static DocumentSet ofParsed(Collection<ParsedDocument> documents) {
    return new DocumentSet(documents);
  }

  /** This set with the documents added, each in place of one of the same kind and name. */
  public DocumentSet with(Collection<ParsedDocument> documents) {
    DocumentSet result = new DocumentSet(parsed().toList());
    documents.forEach(
        parsed -> result.of(parsed.document().kind()).put(parsed.document().name(), parsed));
    return result;
  }

  /** This set without one document. */
  public DocumentSet without(Kind kind, String name) {
    return new DocumentSet(
        parsed()
            .filter(
                parsed ->
                    parsed.document().kind() != kind || !parsed.document().name().equals(name))
            .toList());
  }

  public Optional<Document> find(Kind kind, String name) {
    return Optional.ofNullable(of(kind).get(name)).map(ParsedDocument::document);
  }

  /** Whether exactly this document is in the set. */
  public boolean holds(Document document) {
    return find(document.kind(), document.name()).map(document::equals).orElse(false);
  }

  public Optional<ServiceDocument> service(String name) {
    return find(Kind.SERVICE, name).map(ServiceDocument.class::cast);
  }

  /** All services by name. */
  public List<ServiceDocument> services() {
    return documents(Kind.SERVICE).map(ServiceDocument.class::cast).toList();
  }

  public Optional<BundleDocument> bundle(String name) {
    return find(Kind.BUNDLE, name).map(BundleDocument.class::cast);
  }

  /** All policies by name. */
  public List<PolicyDocument> policies() {
    return documents(Kind.POLICY).map(PolicyDocument.class::cast).toList();
  }

  /** All backends by name. */
  public List<BackendDocument> backends() {
    return documents(Kind.BACKEND).map(BackendDocument.class::cast).toList();
  }

  public List<TagKeyDocument> tagKeys() {
    return documents(Kind.TAG_KEY).map(TagKeyDocument.class::cast).toList();
  }

  /** What is said of a tag key; the first by name when several documents speak of it. */
  public Optional<TagKeyDocument> tagKey(String key) {
    return tagKeys().stream().filter(document -> document.key().equals(key)).findFirst();
  }

  public List<TagRuleDocument> tagRules() {
    return documents(Kind.TAG_RULE).map(TagRuleDocument.class::cast).toList();
  }

  public List<AssignmentDocument> assignments() {
    return documents(Kind.ASSIGNMENT).map(AssignmentDocument.class::cast).toList();
  }

  public List<ExemptionDocument> exemptions() {
    return documents(Kind.EXEMPTION).map(ExemptionDocument.class::cast).toList();
  }

  public List<SiteDocument> sites() {
    return documents(Kind.SITE).map(SiteDocument.class::cast).toList();
  }

  public List<RepositoryDocument> repositories() {
    return documents(Kind.REPOSITORY).map(RepositoryDocument.class::cast).toList();
  }

  /** The selectors of the groups by name, as {@code Selector.expand} takes them. */
  public Map<String, Selector> groups() {
    Map<String, Selector> groups = new TreeMap<>();
    documents(Kind.GROUP)
        .map(GroupDocument.class::cast)
        .forEach(group -> groups.put(group.name(), group.selector()));
    return groups;
  }

  /** The names of a kind's documents, sorted. */
  public List<String> names(Kind kind) {
    return List.copyOf(of(kind).keySet());
  }

  /** Every document, by kind and name. */
  public List<Document> documents() {
    return parsed().map(ParsedDocument::document).toList();
  }

  /**
   * What does not fit together among the documents: names that lead nowhere, parameters that do not
   * fit.
   */
  public List<Problem> validate() {
    List<Problem> problems = new ArrayList<>();
    TagRuleCheck rules = new TagRuleCheck(this);
    Set<String> masters =
        documents().stream()
            .flatMap(SecretUse::in)
            .filter(use -> use.perNode(this))
            .map(use -> use.secret().name())
            .collect(Collectors.toSet());
    for (ParsedDocument parsed : (Iterable<ParsedDocument>) parsed()::iterator) {
      if (problems.size() <= Problems.LIMIT) {
        problems.addAll(CrossCheck.problems(parsed, this, rules, masters));
      }
    }
    problems.sort(Problem.IN_PLACE);
    return Collections.unmodifiableList(Problems.first(problems));
  }

  private Stream<Document> documents(Kind kind) {
    return of(kind).values().stream().map(ParsedDocument::document);
  }

  private Stream<ParsedDocument> parsed() {
    return byKind.values().stream().flatMap(documents -> documents.values().stream());
  }

  private NavigableMap<String, ParsedDocument> of(Kind kind) {
    return byKind.computeIfAbsent(kind, ignored -> new TreeMap<>());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DocumentSet set && documents().equals(set.documents());
  }

  @Override
  public int hashCode() {
    return documents().hashCode();
  }

  @Override
  public String toString() {
    return parsed()
        .map(p -> p.document().kind().word() + " " + p.document().name())
        .toList()
        .toString();
  }
}
