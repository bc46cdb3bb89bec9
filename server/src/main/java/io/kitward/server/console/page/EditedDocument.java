package io.kitward.server.console.page;

import io.kitward.server.api.port.DocumentSource;
import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.api.port.Drafts;
import io.kitward.server.console.view.DocumentText;
import io.kitward.server.console.view.Names;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A document that somebody writes: what is in force, and the person's own text.
 *
 * @param name empty for a document that is new
 * @param base the revision that the text began from; 0: it was not there
 * @param current what is in force; null when there is none
 * @param draft whether the text is the person's own
 */
record EditedDocument(
    String kind,
    String name,
    long base,
    @Nullable DocumentView current,
    String text,
    boolean draft) {

  /** The person's draft, or what is in force; a draft that says what is in force is none. */
  static EditedDocument of(
      Documents documents, Drafts drafts, String owner, String kind, String name) {
    @Nullable DocumentView current =
        name.isEmpty() ? null : documents.find(kind, name, OptionalLong.empty()).orElse(null);
    String inForce = current == null ? "" : DocumentText.yaml(current.document());
    Optional<Drafts.Draft> draft = drafts.find(owner, kind, name);
    if (draft.isPresent() && !inForce(documents, kind, name, draft.get().text())) {
      return new EditedDocument(
          kind, name, draft.get().baseRevision(), current, draft.get().text(), true);
    }
    return new EditedDocument(
        kind, name, current == null ? 0 : current.revision(), current, inForce, false);
  }

  /** Whether a text says exactly what is in force, in whatever way it is written. */
  private static boolean inForce(Documents documents, String kind, String name, String text) {
    List<Documents.Read> read = documents.check(List.of(new DocumentSource("", text))).documents();
    if (read.size() != 1 || !read.getFirst().kind().equals(kind)) {
      return false;
    }
    Documents.Read own = read.getFirst();
    return (name.isEmpty() || own.name().equals(name))
        && documents
            .find(kind, own.name(), OptionalLong.empty())
            .filter(current -> current.document().equals(own.document()))
            .isPresent();
  }

  /** The revision in force; 0: there is none. */
  long revision() {
    return current == null ? 0 : current.revision();
  }

  /** Whether somebody else has changed the document since the text was begun. */
  boolean overtaken() {
    return draft && base != revision();
  }

  /** Where it is edited. */
  static String address(String kind, String name) {
    if (kind.equals("Policy") && !name.equals("new")) {
      return name.isEmpty() ? "/policies/new" : "/policies/" + Names.encode(name) + "/edit";
    }
    String all = "/documents/" + Names.encode(kind);
    return name.isEmpty() ? all + "/new" : all + "/" + Names.encode(name) + "/edit";
  }
}
