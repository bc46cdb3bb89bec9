package io.kitward.server.console.page;

import io.kitward.server.api.port.DocumentView;
import io.kitward.server.api.port.Documents;
import io.kitward.server.console.view.Names;
import io.kitward.server.console.view.When;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The newest revisions of a document, with the ways to compare them and to bring one back.
 *
 * @param newest the number of the one in force
 * @param csrf of the session, for the forms
 */
public record DocumentHistory(
    String kind, String name, long newest, List<ComparePage.Revision> revisions, String csrf) {

  /** How many revisions a page names. */
  private static final int REVISIONS = 10;

  static DocumentHistory of(Documents documents, DocumentView newest, Visit visit) {
    List<ComparePage.Revision> revisions = new ArrayList<>();
    long oldest = Math.max(1, newest.revision() - REVISIONS + 1);
    for (long number = newest.revision(); number >= oldest; number--) {
      documents
          .find(newest.kind(), newest.name(), OptionalLong.of(number))
          .map(
              found ->
                  new ComparePage.Revision(
                      found.revision(), When.of(found.changedAt(), visit.now()), found.changedBy()))
          .ifPresent(revisions::add);
    }
    return new DocumentHistory(
        newest.kind(), newest.name(), newest.revision(), List.copyOf(revisions), visit.csrf());
  }

  private String base() {
    return kind.equals("Policy")
        ? "/policies/" + Names.encode(name)
        : "/documents/" + Names.encode(kind) + "/" + Names.encode(name);
  }

  /** The page that compares two revisions. */
  public String compareHref(long old, long young) {
    return base() + "/compare/" + old + ".." + young;
  }

  /** Where the form goes that brings a revision back. */
  public String revertAction() {
    return "/documents/" + Names.encode(kind) + "/" + Names.encode(name) + "/revert";
  }
}
