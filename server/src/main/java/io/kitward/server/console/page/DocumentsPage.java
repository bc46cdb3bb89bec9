package io.kitward.server.console.page;

import io.kitward.policy.Kind;
import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.ActivityLine;
import io.kitward.server.console.view.TagKeyRow;
import io.kitward.server.console.view.When;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every document of every kind, to be found, read and written. */
public final class DocumentsPage implements Page {
  private static final int READ_AT_ONCE = 500;

  private final Documents documents;
  private final Gate gate;

  public DocumentsPage(Documents documents, Gate gate) {
    this.documents = documents;
    this.gate = gate;
  }

  /** One document. */
  public record Row(
      String kind,
      String name,
      String description,
      String href,
      long revision,
      When changed,
      String changedBy) {}

  /**
   * What the template shows.
   *
   * @param kind only documents of it; empty for every kind
   * @param kinds every kind there is
   * @param text in names and descriptions; empty for any
   */
  public record View(List<Row> rows, String kind, List<String> kinds, String text, Pager pager) {
    public boolean filtered() {
      return !kind.isEmpty() || !text.isEmpty();
    }
  }

  @Override
  public Screen show(Visit visit) {
    gate.require(visit.principal(), Action.READ_DOCUMENTS, new Target.Everything());
    List<String> kinds = Arrays.stream(Kind.values()).map(Kind::word).toList();
    String kind = kinds.contains(visit.asked("kind")) ? visit.asked("kind") : "";
    String text = visit.asked("text");
    String afterKind = visit.asked("after-kind");
    Pager.Slice<DocumentView> slice =
        Pager.slice(
            read(kind, text.toLowerCase(Locale.ROOT), afterKind, visit.asked("after")),
            "/documents",
            Map.of("kind", kind, "text", text),
            afterKind.isEmpty(),
            last -> Map.of("after-kind", last.kind(), "after", last.name()));
    List<Row> rows = slice.entries().stream().map(document -> row(document, visit)).toList();
    return Screen.of(
        "Documents",
        Section.POLICIES,
        "documents.jte",
        new View(rows, kind, kinds, text, slice.pager()),
        List.of());
  }

  private static Row row(DocumentView document, Visit visit) {
    String href =
        document.kind().equals("TagKey")
            ? TagKeyRow.href(TagKeyRow.keyOf(document))
            : ActivityLine.documentHref(document.kind(), document.name());
    return new Row(
        document.kind(),
        document.name(),
        document.description(),
        href,
        document.revision(),
        When.of(document.changedAt(), visit.now()),
        document.changedBy());
  }

  /** The documents behind a place that are asked for: one more than a page holds. */
  private List<DocumentView> read(String kind, String text, String afterKind, String after) {
    List<DocumentView> found = new ArrayList<>();
    String behindKind = afterKind;
    String behind = after;
    while (found.size() <= Pager.SIZE) {
      int limit = text.isEmpty() ? Pager.SIZE + 1 : READ_AT_ONCE;
      List<DocumentView> read =
          documents.list(kind.isEmpty() ? null : kind, behindKind, behind, limit);
      read.stream()
          .filter(
              each ->
                  (each.name() + " " + each.description()).toLowerCase(Locale.ROOT).contains(text))
          .limit(Pager.SIZE + 1L - found.size())
          .forEach(found::add);
      if (read.size() < limit) {
        return found;
      }
      behindKind = read.getLast().kind();
      behind = read.getLast().name();
    }
    return found;
  }
}
