package io.kitward.server.plan;

import io.kitward.policy.Document;
import io.kitward.policy.DocumentSet;
import io.kitward.policy.Documents;
import io.kitward.policy.Kind;
import io.kitward.policy.ParsedDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be different: documents, tags, whole sources. Kept with its plan as JSON.
 *
 * @param sources whose tags go, from every node
 * @param rename a tag key that gets another name on every node; its documents are among the puts
 * @param claim in whose name; null: people, as in plans of before
 */
public record Change(
    List<Put> puts,
    List<Name> deletions,
    List<TagEdit> tags,
    List<String> sources,
    @Nullable Rename rename,
    @Nullable Claim claim) {
  public Change {
    puts = List.copyOf(puts);
    deletions = List.copyOf(deletions);
    tags = List.copyOf(tags);
    sources = List.copyOf(sources);
  }

  /** A document as it shall be, in its canonical JSON. */
  public record Put(String kind, String name, String content) {
    public static Put of(Document document) {
      return new Put(document.kind().word(), document.name(), document.canonicalJson());
    }

    /** The document itself. */
    public ParsedDocument parsed() {
      var parsed = Documents.parseJson(kind + "/" + name, content);
      if (!parsed.problems().isEmpty()) {
        throw new IllegalStateException("a planned document can't be read: " + parsed.problems());
      }
      return parsed.documents().getFirst();
    }
  }

  /** A document that goes. */
  public record Name(String kind, String name) {
    public static Name of(Document document) {
      return new Name(document.kind().word(), document.name());
    }

    @Override
    public String toString() {
      return kind + "/" + name;
    }
  }

  /**
   * Tags of one source on one node, or on all that a selector picks.
   *
   * @param add as {@code key} or {@code key=value}
   * @param remove the same; a key alone takes all its values
   */
  public record TagEdit(
      @Nullable String node,
      @Nullable String selector,
      String source,
      List<String> add,
      List<String> remove) {
    public TagEdit {
      add = List.copyOf(add);
      remove = List.copyOf(remove);
    }
  }

  /** A tag key and the name that it gets. */
  public record Rename(String from, String to) {}

  /** A change of documents alone. */
  public static Change ofDocuments(List<ParsedDocument> puts, List<Name> deletions) {
    return new Change(
        puts.stream().map(parsed -> Put.of(parsed.document())).toList(),
        deletions,
        List.of(),
        List.of(),
        null,
        null);
  }

  /** The same in somebody's name. */
  public Change by(Claim whose) {
    return new Change(puts, deletions, tags, sources, rename, whose);
  }

  /** In whose name it is. */
  public Claim claimed() {
    return claim == null ? Claim.PEOPLE : claim;
  }

  /** The documents as they are after it. */
  public DocumentSet documents(DocumentSet before) {
    List<ParsedDocument> documents = new ArrayList<>();
    puts.forEach(put -> documents.add(put.parsed()));
    return documents(before, documents);
  }

  /** The same with the puts as they were read, so that messages can point at their files. */
  public DocumentSet documents(DocumentSet before, List<ParsedDocument> read) {
    DocumentSet after = before.with(read);
    for (Name name : deletions) {
      after = after.without(kind(name.kind()), name.name());
    }
    return after;
  }

  /** The kind of that word. */
  public static Kind kind(String word) {
    return Kind.of(word)
        .orElseThrow(() -> new IllegalArgumentException(word + " is no kind of document"));
  }

  /** Whether tags of nodes change, not only documents. */
  public boolean touchesTags() {
    return !tags.isEmpty() || !sources.isEmpty() || rename != null;
  }
}
