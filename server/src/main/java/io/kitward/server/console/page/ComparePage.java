package io.kitward.server.console.page;

import io.kitward.server.access.Action;
import io.kitward.server.access.Target;
import io.kitward.server.api.ApiException;
import io.kitward.server.api.ErrorCode;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.ActivityLine;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.TextDiff;
import io.kitward.server.console.view.When;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Two revisions of a document, line by line. */
public final class ComparePage {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,18})\\.\\.([0-9]{1,18})");

  private final Documents documents;
  private final Gate gate;

  public ComparePage(Documents documents, Gate gate) {
    this.documents = documents;
    this.gate = gate;
  }

  /** A page for documents of one kind, or of the kind in the address. */
  public Page page(String kind) {
    return visit -> show(visit, kind.isEmpty() ? visit.named("kind") : kind);
  }

  /** One revision. */
  public record Revision(long number, When changed, String by) {}

  /** What the template shows. */
  public record View(
      String kind, String name, Revision old, Revision young, TextDiff diff, String csrf) {

    /** The document's own page. */
    public String href() {
      return ActivityLine.documentHref(kind, name);
    }

    /** Where the form goes that brings the older one back. */
    public String revertAction() {
      return "/documents/" + Names.encode(kind) + "/" + Names.encode(name) + "/revert";
    }
  }

  private Screen show(Visit visit, String kind) {
    String name = visit.named("name");
    gate.require(
        visit.principal(),
        Action.READ_DOCUMENTS,
        new Target.NamedTarget("document/" + kind + "/" + name));
    Matcher range = RANGE.matcher(visit.named("range"));
    if (!range.matches()) {
      throw unknown(kind, name);
    }
    DocumentView old = find(kind, name, Long.parseLong(range.group(1)));
    DocumentView young = find(kind, name, Long.parseLong(range.group(2)));
    var view =
        new View(
            kind,
            name,
            revision(old, visit),
            revision(young, visit),
            TextDiff.of(DocumentText.yaml(old.document()), DocumentText.yaml(young.document())),
            visit.csrf());
    return Screen.of(
        name + " " + old.revision() + "→" + young.revision() + " – " + kind,
        Section.POLICIES,
        "compare.jte",
        view,
        List.of());
  }

  private DocumentView find(String kind, String name, long revision) {
    return documents
        .find(kind, name, OptionalLong.of(revision))
        .orElseThrow(() -> unknown(kind, name));
  }

  private static Revision revision(DocumentView document, Visit visit) {
    return new Revision(
        document.revision(), When.of(document.changedAt(), visit.now()), document.changedBy());
  }

  private static ApiException unknown(String kind, String name) {
    return new ApiException(
            ErrorCode.DOCUMENT_UNKNOWN, kind + " “" + name + "” has no such two revisions")
        .next("Write two revisions as 12..14, as the document's page does.");
  }
}
